// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Delivery;
import dev.pixal3d.queue.DeliveryStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Webhook deliveries in an SQL database. */
public final class SqlDeliveries implements DeliveryStore {
    private static final String COLUMNS = "id, request_id, url, attempt, due, status, error\n";

    private final Transactions database;
    private final Signals signals;
    private final String lock;

    /**
     * @param lock
     *            what a selection of rows ends with that no two senders may take
     */
    public SqlDeliveries(Transactions database, Signals signals, String lock) {
        this.database = database;
        this.signals = signals;
        this.lock = lock;
    }

    private static Delivery read(Row row) throws SQLException {
        return new Delivery(row.number("id"), row.text("request_id"), row.text("url"), row.integer("attempt"),
                row.instant("due"), row.word(Delivery.Status.class, "status"), row.text("error"));
    }

    @Override
    public List<Delivery> claimDue(int limit, Duration lease) {
        if (untilNext().filter(wait -> !wait.isPositive()).isEmpty()) return List.of();
        return database.write(session -> {
            Instant now = session.now();
            return session.list("""
                    UPDATE delivery SET attempt = attempt + 1, due = ? WHERE id IN (
                        SELECT id FROM delivery WHERE status = 'PENDING' AND due <= ?
                        ORDER BY due, id LIMIT ?\s""" + lock + ") RETURNING " + COLUMNS, SqlDeliveries::read,
                    now.plus(lease), now, limit);
        });
    }

    @Override
    public void delivered(long id) {
        database.write(session -> session.update(
                "UPDATE delivery SET status = 'DELIVERED', error = '' WHERE id = ? AND status = 'PENDING'", id));
    }

    @Override
    public void retry(long id, Instant due, String error) {
        database.write(session -> {
            session.deliveryAdded();
            return session.update("UPDATE delivery SET due = ?, error = ? WHERE id = ? AND status = 'PENDING'",
                    session.at(due), error, id);
        });
    }

    @Override
    public void postpone(long id, Instant due) {
        database.write(session -> {
            session.deliveryAdded();
            return session.update(
                    "UPDATE delivery SET due = ?, attempt = attempt - 1 WHERE id = ? AND status = 'PENDING'",
                    session.at(due), id);
        });
    }

    @Override
    public void giveUp(long id, String error) {
        database.write(session -> session.update(
                "UPDATE delivery SET status = 'GIVEN_UP', error = ? WHERE id = ? AND status = 'PENDING'", error, id));
    }

    @Override
    public List<Delivery> of(String requestId) {
        return database.read(session -> session.list("SELECT " + COLUMNS + """
                FROM delivery WHERE seq = (SELECT seq FROM request WHERE id = ?) ORDER BY id""",
                SqlDeliveries::read, requestId));
    }

    @Override
    public void awaitDue(Duration timeout) throws InterruptedException {
        Signals.Bell bell = signals.deliveries();
        long seen = bell.count();
        bell.await(seen, untilNext().filter(w -> w.compareTo(timeout) < 0).orElse(timeout));
    }

    /** How long until the first is due; negative when it is. */
    private Optional<Duration> untilNext() {
        return database.read(session -> {
            Optional<Instant> due = session.first("SELECT min(due) AS due FROM delivery WHERE status = 'PENDING'",
                    row -> row.optionalInstant("due")).flatMap(o -> o);
            return due.isEmpty() ? Optional.empty() : Optional.of(Duration.between(session.now(), due.get()));
        });
    }
}
