// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists requests page by page. The cursor is the last row's sort value and sequence number (keyset paging), so pages
 * stay complete and free of duplicates while requests come and go.
 */
public final class History {
    private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,18})\\.(\\d{1,18})");

    private History() {}

    private record Found(long seq, long value, HistoryPage.Item item) {}

    /**
     * Reads a page.
     *
     * @param table
     *            the table or view that has {@link RequestRows#COLUMNS}
     */
    public static HistoryPage page(Session session, String table, HistoryQuery query) throws SQLException {
        String value = switch (query.sort()) {
            case SUBMITTED -> "created";
            case ENDED -> "ended";
            case DURATION -> "ended - coalesce(started, ended)";
        };
        String time = query.sort() == HistoryQuery.Sort.SUBMITTED ? "created" : "ended";
        StringBuilder where = new StringBuilder("1 = 1");
        List<Object> arguments = new ArrayList<>();
        if (query.sort() != HistoryQuery.Sort.SUBMITTED) where.append(" AND state = 'COMPLETED'");
        switch (query.filter()) {
            case ANY -> {}
            case SUCCESS -> where.append(" AND status BETWEEN 200 AND 299");
            case USER_ERROR -> where.append(" AND status BETWEEN 400 AND 499");
            case ERROR -> where.append(" AND status >= 500");
        }
        if (!query.endpoints().isEmpty()) {
            where.append(" AND endpoint IN (")
                    .append(String.join(", ", Collections.nCopies(query.endpoints().size(), "?"))).append(')');
            arguments.addAll(query.endpoints());
        }
        query.keyId().ifPresent(id -> add(where, arguments, " AND coalesce(key_id, '') = ?", id));
        query.requestId().ifPresent(id -> add(where, arguments, " AND id = ?", id));
        query.from().ifPresent(from -> add(where, arguments, " AND " + time + " >= ?", from));
        query.to().ifPresent(to -> add(where, arguments, " AND " + time + " < ?", to));
        query.cursor().ifPresent(cursor -> {
            long[] after = decode(cursor);
            where.append(" AND (").append(value).append(", seq) < (?, ?)");
            arguments.addAll(List.of(after[0], after[1]));
        });
        arguments.add(query.limit() + 1);
        String payloads = query.payloads() ? ", input, output" : "";
        String join = query.payloads() ? " LEFT JOIN payload USING (seq)" : "";
        List<Found> found = session.list("SELECT " + RequestRows.COLUMNS + ", " + value + " AS value" + payloads
                + " FROM " + table + join + " WHERE " + where + " ORDER BY value DESC, seq DESC LIMIT ?",
                row -> new Found(row.number("seq"), row.number("value"), item(row, query.payloads())),
                arguments.toArray());
        boolean more = found.size() > query.limit();
        List<Found> shown = more ? found.subList(0, query.limit()) : found;
        return new HistoryPage(shown.stream().map(Found::item).toList(),
                more ? Optional.of(encode(shown.getLast())) : Optional.empty());
    }

    private static void add(StringBuilder where, List<Object> arguments, String condition, Object argument) {
        where.append(condition);
        arguments.add(argument);
    }

    private static HistoryPage.Item item(Row row, boolean payloads) throws SQLException {
        RequestView view = RequestRows.view(row);
        if (!payloads || !view.storeIo()) return new HistoryPage.Item(view, Optional.empty(), Optional.empty());
        Optional<Outcome> outcome = view.ending().isPresent() ? RequestRows.outcome(row) : Optional.empty();
        return new HistoryPage.Item(view, row.optionalText("input"), outcome);
    }

    private static String encode(Found last) {
        String text = last.value + "." + last.seq;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long[] decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            Matcher matcher = CURSOR.matcher(text);
            if (matcher.matches()) {
                return new long[]{Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))};
            }
        } catch (IllegalArgumentException e) {
            // not Base64: told below like any other nonsense
        }
        throw new IllegalArgumentException(
                "cursor: unknown (got %s, allowed a next_cursor of an earlier page). Start again without it."
                        .formatted(cursor));
    }
}
