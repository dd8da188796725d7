// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.webhook.WebhookLanes.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebhookLanesTest {
    private static Item<Integer> item(String receiver, String caller, int n) { return new Item<>(receiver, caller, n); }

    @Test
    void aSilentReceiverHoldsUpNobodyElse() {
        WebhookLanes<Integer> lanes = new WebhookLanes<>(16, 4, 8, 100);
        for (int i = 0; i < 100; i++) assertThat(lanes.offer(item("silent", "a", i))).isTrue();
        assertThat(lanes.start()).hasSize(4);
        assertThat(lanes.offer(item("good", "b", 0))).isTrue();
        assertThat(lanes.start()).extracting(Item::receiver).containsExactly("good");
    }

    @Test
    void aCallerOfManySilentReceiversHoldsUpNobodyElse() {
        WebhookLanes<Integer> lanes = new WebhookLanes<>(16, 4, 8, 100);
        for (int i = 0; i < 100; i++) assertThat(lanes.offer(item("silent" + i, "a", i))).isTrue();
        assertThat(lanes.start()).hasSize(8);
        assertThat(lanes.offer(item("good", "b", 0))).isTrue();
        assertThat(lanes.start()).extracting(Item::receiver).containsExactly("good");
    }

    @Test
    void aFullLineIsRefused() {
        WebhookLanes<Integer> lanes = new WebhookLanes<>(16, 4, 8, 3);
        for (int i = 0; i < 5; i++) assertThat(lanes.offer(item("r", "a", i))).isEqualTo(i < 3);
        assertThat(lanes.offer(item("other", "a", 9))).isTrue();
    }

    /** Whatever comes and goes: no limit is passed, order holds in each lane, everything is delivered once. */
    @Test
    void limitsHoldAndNothingIsLost() {
        Random random = new Random(5);
        WebhookLanes<Integer> lanes = new WebhookLanes<>(10, 3, 5, 1000);
        List<Item<Integer>> running = new ArrayList<>();
        Map<String, Integer> last = new HashMap<>();
        int offered = 0;
        int done = 0;
        for (int step = 0; step < 20_000 || done < offered; step++) {
            if (step < 20_000 && random.nextInt(3) == 0) {
                lanes.offer(item("r" + random.nextInt(6), "c" + random.nextInt(3), offered++));
            }
            for (Item<Integer> item : lanes.start()) {
                running.add(item);
                assertThat(last.getOrDefault(item.receiver(), -1)).isLessThan(item.value());
                last.put(item.receiver(), item.value());
            }
            assertThat(running.size()).isLessThanOrEqualTo(10);
            for (Item<Integer> item : running) {
                assertThat(running.stream().filter(r -> r.receiver().equals(item.receiver())).count()).isLessThan(4);
                assertThat(running.stream().filter(r -> r.caller().equals(item.caller())).count()).isLessThan(6);
            }
            if (!running.isEmpty()) {
                lanes.done(running.remove(random.nextInt(running.size())));
                done++;
            }
        }
        assertThat(running).isEmpty();
        assertThat(lanes.start()).isEmpty();
    }
}
