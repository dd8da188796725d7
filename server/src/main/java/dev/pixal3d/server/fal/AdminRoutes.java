// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.ops.Drain;
import dev.pixal3d.server.ops.Health;
import java.util.List;

/**
 * What keys of scope ADMIN do to the service below {@code /v1}: see its state, pause and resume the queue for all nodes
 * of the store, run a request again, drain this server.
 */
final class AdminRoutes {
    private final RequestStore requests;
    private final Health health;
    private final Drain drain;

    AdminRoutes(RequestStore requests, Health health, Drain drain) {
        this.requests = requests;
        this.health = health;
        this.drain = drain;
    }

    /** Whether a path is one of these. */
    static boolean owns(Exchange x) {
        return List.of("state", "queue", "drain").contains(x.target().segments().getFirst());
    }

    void handle(Exchange x, Identity caller) {
        List<String> path = x.target().segments();
        if (!caller.admin()) throw Failure.of(403, "This needs a key with scope ADMIN.");
        if (x.target().is("state")) {
            x.allow("GET");
            x.json(200, health.state());
        } else if (x.target().is("queue", "pause")) {
            x.allow("POST");
            requests.pause();
            x.json(200, Json.map("paused", true));
        } else if (x.target().is("queue", "resume")) {
            x.allow("POST");
            requests.resume();
            x.json(200, Json.map("paused", false));
        } else if (x.target().is("drain")) {
            x.allow("POST");
            drain.begin();
            x.json(202, Json.map("drain", drain.state()));
        } else if (path.size() == 4 && x.target().is("queue", "requests", path.get(2), "requeue")) {
            x.allow("POST");
            requeue(x, path.get(2));
        } else {
            throw Failure.noPath("/v1" + x.target().path());
        }
    }

    private void requeue(Exchange x, String id) {
        switch (requests.requeue(id)) {
            case NOT_FOUND -> throw Failure.of(404, "Request not found");
            case NOT_ENDED -> throw Failure.of(409, "Request is still in progress");
            case SUCCEEDED -> throw Failure.of(409, "The request ended with a result. Submit it again under a new id.");
            case NO_INPUT -> throw Failure.of(409, "The request's input is not kept. Submit it again.");
            case REQUEUED -> x.json(200, Json.map("request_id", id, "status", "IN_QUEUE", "queue_position",
                    requests.find(id).map(RequestView::position).orElse(0)));
        }
    }
}
