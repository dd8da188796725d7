// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import dev.pixal3d.e2e.cluster.ClusterJournal.Claim;
import dev.pixal3d.e2e.cluster.ClusterJournal.Move;
import dev.pixal3d.e2e.cluster.ClusterJournal.Request;
import dev.pixal3d.e2e.cluster.RunLog.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What must hold of a cluster whatever fails, checked after the fact from three journals that know nothing of each
 * other: the database's, the clients' and the runs' own. Each method has the rule as its name and gives what breaks it.
 */
final class Invariants {
    private static final String QUEUED = "IN_QUEUE", RUNNING = "IN_PROGRESS", COMPLETED = "COMPLETED";
    private static final String SUCCEEDED = "SUCCEEDED";

    private final ClusterJournal journal;
    private final ClientJournal clients;
    private final RunLog.Written runs;
    private final Incidents incidents;
    private final Map<String, String> nodes;

    /**
     * @param nodes
     *            names of nodes by what the names of their workers begin with
     */
    Invariants(ClusterJournal journal, ClientJournal clients, RunLog.Written runs, Incidents incidents,
            Map<String, String> nodes) {
        this.journal = journal;
        this.clients = clients;
        this.runs = runs;
        this.incidents = incidents;
        this.nodes = nodes;
    }

    /** Of each broken rule its sentence and what broke it. */
    Map<String, List<String>> broken() {
        Map<String, Supplier<List<String>>> rules = new LinkedHashMap<>();
        rules.put("0 No client met what it must never meet.", this::noClientMetWhatItMustNeverMeet);
        rules.put("1 Every 200 is visible from every gateway and ends once.", this::everyAcceptedRequestEndsOnce);
        rules.put("2 Run intervals of one request never overlap.", this::runsOfOneRequestNeverOverlap);
        rules.put("3 Result and files come from the winning run.", this::resultAndFilesComeFromTheWinningRun);
        rules.put("4 No claim passes a visible, unlocked predecessor.", this::noClaimPassesAPredecessor);
        rules.put("5 A position is that of some moment within the call.", this::aPositionIsThatOfAMomentOfTheCall);
        rules.put("6 Counted attempts stay within the maximum, and each is lost for a cause.",
                this::attemptsAreCountedAndLostForACause);
        rules.put("7 A webhook comes at least once, never before the commit, always the same.",
                this::webhooksComeAtLeastOnceAndNotEarly);
        rules.put("8 Submissions under one idempotency key are one request, whatever gateways they come through.",
                this::oneIdempotencyKeyIsOneRequest);
        rules.put("9 Log lines are numbered without gaps through every gateway.", this::logsHaveNoGaps);
        rules.put("10 A request cancelled while it waited never runs.", this::whatWasCancelledInTheQueueNeverRuns);
        Map<String, List<String>> broken = new LinkedHashMap<>();
        rules.forEach((sentence, rule) -> {
            List<String> found = rule.get();
            if (!found.isEmpty()) broken.put(sentence, found);
        });
        return broken;
    }

    private Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        clients.accepted().forEach((number, ids) -> ids.forEach(id -> numbers.put(id, number)));
        return numbers;
    }

    /** Answers that say a request is not there, or is another's, or has not ended after it had. */
    List<String> noClientMetWhatItMustNeverMeet() {
        return List.copyOf(clients.wrong());
    }

    /** It waits and runs in turn and then ends, for good, and every gateway tells the same end. */
    List<String> everyAcceptedRequestEndsOnce() {
        List<String> broken = new ArrayList<>();
        Map<String, List<Move>> all = journal.byRequest();
        clients.accepted().forEach((number, ids) -> ids.forEach(id -> {
            String before = "";
            for (Move move : all.getOrDefault(id, List.of())) {
                boolean allowed = switch (before) {
                    case "" -> move.state().equals(QUEUED);
                    case QUEUED -> !move.state().equals(QUEUED);
                    case RUNNING -> !move.state().equals(RUNNING);
                    default -> false;
                };
                if (!allowed) broken.add(id + ": " + before + " became " + move.state());
                before = move.state();
            }
            if (!before.equals(COMPLETED)) broken.add(id + ": at last it is " + before);
        }));
        clients.ends().forEach((id, ends) -> {
            if (ends.size() != 1) broken.add(id + ": it ended as each of " + ends);
        });
        return broken;
    }

    /**
     * As long as a process runs, it knows when its lease is over. One that did not run shortly before, because it was
     * stopped or the machine was busy, may find that out only afterwards.
     */
    List<String> runsOfOneRequestNeverOverlap() {
        List<String> broken = new ArrayList<>();
        Map<Integer, List<Run>> byNumber = new HashMap<>();
        for (Run run : runs.runs()) byNumber.computeIfAbsent(run.number(), _ -> new ArrayList<>()).add(run);
        byNumber.forEach((number, own) -> {
            own.sort(Comparator.comparingLong(Run::first));
            for (int i = 0; i < own.size(); i++) {
                for (int k = i + 1; k < own.size(); k++) {
                    Run earlier = own.get(i), later = own.get(k);
                    if (earlier.last() > later.first() && !stoodStill(earlier, later.first())) {
                        broken.add("request " + number + ": " + earlier + " and " + later);
                    }
                }
            }
        });
        return broken;
    }

    private boolean stoodStill(Run run, long when) {
        return runs.gaps().stream().anyMatch(gap -> gap.process().equals(run.process()) && gap.from() <= run.last()
                && gap.to() >= when - ClusterProcess.LEASE.toMillis());
    }

    private Optional<String> nodeOf(String worker) {
        return nodes.entrySet().stream().filter(node -> worker.startsWith(node.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }

    /** What is known of files comes into being with the end of the run that made them, and with nothing else. */
    List<String> resultAndFilesComeFromTheWinningRun() {
        List<String> broken = new ArrayList<>();
        Map<String, Request> requests = new HashMap<>();
        for (Request request : journal.requests()) requests.put(request.id(), request);
        Map<String, String> ends = new HashMap<>();
        for (Move move : journal.moves()) if (move.state().equals(COMPLETED)) ends.put(move.id(), move.transaction());
        for (ClusterJournal.ResultFile file : journal.files()) {
            Optional<Request> request = Optional.ofNullable(requests.get(file.id()));
            if (request.filter(r -> r.ending().equals(SUCCEEDED) && r.output().contains(file.key())).isEmpty()
                    || !file.transaction().equals(ends.get(file.id()))) {
                broken.add(file + " of " + request);
            }
        }
        Map<String, Run> byName = new HashMap<>();
        for (Run run : runs.runs()) byName.put(run.name(), run);
        Map<String, Integer> numbers = numbers();
        for (Request request : journal.requests()) {
            if (!request.ending().equals(SUCCEEDED)) continue;
            Optional<Claim> claim = journal.claim(request.id(), request.attempt());
            Optional<Run> run = Optional.ofNullable(clients.models().get(request.id())).map(byName::get);
            boolean won = claim.isPresent() && run.isPresent()
                    && request.finishedBy().equals(claim.map(Claim::worker))
                    && nodeOf(claim.get().worker()).equals(run.map(Run::node))
                    && run.get().made() && run.get().first() >= claim.get().at() / 1000
                    && Optional.of(run.get().number()).equals(Optional.ofNullable(numbers.get(request.id())));
            if (!won) broken.add(request + " after " + claim + " has the model of " + run);
        }
        return broken;
    }

    /** Seen with the claim's own snapshot; see {@link ClusterJournal}. */
    List<String> noClaimPassesAPredecessor() {
        return journal.claims().stream().filter(Claim::passed).map(Claim::toString).toList();
    }

    /** What every gateway tells of the place of a request is true at some moment of the call. */
    List<String> aPositionIsThatOfAMomentOfTheCall() {
        Places places = new Places(journal.moves());
        return clients.positions().stream().filter(told -> !places.during(told).contains(told.place()))
                .map(told -> told + ", but it was " + places.during(told)).toList();
    }

    /**
     * An attempt that a request loses has a cause: something happened to the node that ran it, or nobody ever heard of
     * the claim. Giving a request back does not count.
     */
    List<String> attemptsAreCountedAndLostForACause() {
        List<String> broken = new ArrayList<>();
        for (Request request : journal.requests()) {
            long claims = journal.claims().stream().filter(claim -> claim.id().equals(request.id())).count();
            if (claims != request.attempt() || request.attempt() - request.forgiven() > request.maxAttempts()) {
                broken.add(claims + " claims of " + request);
            }
        }
        Map<String, Integer> numbers = numbers();
        journal.byRequest().forEach((id, moves) -> {
            for (int i = 1; i < moves.size(); i++) {
                Move before = moves.get(i - 1), move = moves.get(i);
                if (!before.state().equals(RUNNING) || !lost(move)) continue;
                Optional<Claim> claim = journal.claim(id, before.attempt());
                Optional<String> node = claim.map(Claim::worker).flatMap(this::nodeOf);
                boolean released = move.forgiven() > before.forgiven();
                int number = numbers.getOrDefault(id, -1);
                if (claim.isEmpty() || node.isEmpty()
                        || !caused(number, node.get(), released, claim.get().begun(), move.at() / 1000)) {
                    broken.add("request " + number + " on " + node + ", claimed " + claim.map(Claim::begun) + ": "
                            + before + " became " + move);
                }
            }
        });
        return broken;
    }

    private static boolean lost(Move move) {
        return move.state().equals(QUEUED)
                || !move.ending().equals(Optional.of(SUCCEEDED)) && !move.ending().equals(Optional.of("CANCELLED"));
    }

    private boolean caused(int number, String node, boolean released, long from, long to) {
        boolean begun = runs.runs().stream().anyMatch(run -> run.number() == number && run.node().equals(node)
                && run.first() >= from && run.first() <= to);
        boolean stoodStill = runs.gaps().stream().anyMatch(gap -> gap.process().startsWith(node + ".")
                && gap.from() <= to && gap.to() >= from);
        return stoodStill || incidents.explain(node, begun, released, from, to);
    }

    List<String> webhooksComeAtLeastOnceAndNotEarly() {
        List<String> broken = new ArrayList<>();
        clients.early().forEach(id -> broken.add(id + ": before the commit"));
        clients.webhooks().forEach((id, payloads) -> {
            if (payloads.size() != 1) broken.add(id + ": each of " + payloads);
        });
        clients.accepted().forEach((number, ids) -> {
            boolean came = ids.stream().anyMatch(clients.webhooks()::containsKey);
            if (came != ClusterClient.withWebhook(number)) broken.add("request " + number + " " + ids + ": " + came);
        });
        return broken;
    }

    /** As many rows as there are keys. */
    List<String> oneIdempotencyKeyIsOneRequest() {
        List<String> broken = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        clients.accepted().forEach((number, all) -> {
            if (all.size() != 1) broken.add("request " + number + " is each of " + all);
            ids.addAll(all);
        });
        Collection<String> rows = journal.requests().stream().map(Request::id).toList();
        for (String id : rows) if (!ids.contains(id)) broken.add(id + ": nobody was told of it");
        if (rows.size() != clients.accepted().size()) broken.add(rows.size() + " rows");
        return broken;
    }

    /** Also those that a stream put together from pieces. */
    List<String> logsHaveNoGaps() {
        List<String> broken = new ArrayList<>();
        for (Request request : journal.requests()) {
            List<String> lines = request.log();
            boolean gapless = request.logCount() == lines.size();
            for (int i = 0; i < lines.size(); i++) gapless &= lines.get(i).startsWith(i + " ");
            if (!gapless) broken.add(request.toString());
            for (List<String> told : clients.logs().getOrDefault(request.id(), Set.of())) {
                if (!told.equals(lines)) broken.add(request.id() + ": told " + told + " of " + lines);
            }
        }
        return broken;
    }

    List<String> whatWasCancelledInTheQueueNeverRuns() {
        List<String> broken = new ArrayList<>();
        Map<String, List<Move>> all = journal.byRequest();
        Map<String, Integer> numbers = numbers();
        if (clients.removed().isEmpty()) broken.add("nothing was cancelled");
        clients.removed().forEach((id, at) -> {
            List<Move> moves = all.getOrDefault(id, List.of());
            boolean removed = moves.size() > 1 && moves.getLast().ending().equals(Optional.of("CANCELLED"))
                    && moves.get(moves.size() - 2).state().equals(QUEUED);
            if (!removed) broken.add(id + ": " + moves);
            for (Run run : runs.runs()) {
                if (Optional.of(run.number()).equals(Optional.ofNullable(numbers.get(id))) && run.first() > at) {
                    broken.add(id + ": cancelled at " + at + ", and then " + run);
                }
            }
        });
        return broken;
    }
}
