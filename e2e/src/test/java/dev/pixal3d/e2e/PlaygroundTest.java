// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A visitor's session on the playground, in a real browser against a real server with the preview engine. Its film
 * strip of screenshots lies in {@code target/playground} afterwards.
 */
@Timeout(1200)
class PlaygroundTest {
    private static final Pattern PERCENT = Pattern.compile("(\\d+) %");
    /** A stage, and the seconds that are left in it. */
    private static final Pattern LEFT = Pattern.compile("^(\\w+).*, ([0-9.]+) s left");

    @TempDir
    static Path directory;

    private static final Map<String, String> PRINTED = new LinkedHashMap<>();

    private static JsonNode seen;
    private static JsonNode administered;

    @BeforeAll
    static void play() throws Exception {
        ThreeJs.assumeBrowser();
        Path film = Files.createDirectories(Path.of("target/playground").toAbsolutePath());
        try (LocalServer server = LocalServer.withPreview(directory)) {
            seen = JsonMapper.builder().build().readTree(NodeScript.run("playground.mjs",
                    List.of(server.url(), server.key(), film.toString()), 900));
            Path samples = Files.createDirectories(Path.of("target/samples"));
            SlimPicture.write(samples.resolve("robot.png"));
            for (Map.Entry<String, JsonNode> code : step("code").properties()) {
                CodeSample sample = new CodeSample(code.getKey(), code.getValue().asString());
                PRINTED.put(code.getKey(), sample.run(samples, server.key()));
            }
            administered = JsonMapper.builder().build().readTree(NodeScript.run("administrator.mjs",
                    List.of(server.url(), server.key())));
        }
    }

    private static JsonNode step(String name) { return seen.get("steps").get(name); }

    @Test
    void everybodyCanUseIt() {
        assertThat(seen.get("violations")).as("axe-core and the browser's console").isEmpty();
        assertThat(seen.get("wide")).as("screens that scroll sideways").isEmpty();
        assertThat(seen.get("shots").size()).isGreaterThan(20);
    }

    @Test
    void theFormIsTheSchema() {
        assertThat(step("asksForKey").asString()).isEqualTo("Enter key");
        assertThat(step("link").asString()).contains("decimation_target=20000", "texture_size=1024",
                "output_format=obj").doesNotContain("seed");
        assertThat(step("greyed").asInt()).as("settings that the preview engine has no use for").isEqualTo(15);
        assertThat(step("json").get("texture_size").asInt()).isEqualTo(1024);
        assertThat(step("json").size()).as("picture and four changed values").isEqualTo(5);
        assertThat(step("linked").toString()).isEqualTo("[\"decimation_target\",\"texture_size\"]");
    }

    @Test
    void theCutOutIsShownBeforeTheRun() {
        assertThat(step("preflight").toString()).contains("Cut-out", "Object in the picture", "Picture's camera");
    }

    @Test
    void severalPicturesOfOneObjectAreOneRequest() {
        assertThat(step("sidesRefused").toString()).contains("pixal3d pull --only pixal3d-views").endsWith("true]");
        assertThat(step("sidesStart").asString()).isEqualTo("Make model");
        assertThat(step("sidesTwice").asString()).startsWith("Two pictures show the same side");
        JsonNode json = step("sidesJson");
        assertThat(json.has("image_url")).isFalse();
        assertThat(json.get("image_urls").toString()).as("the front first, in the order of the sides")
                .isEqualTo("[\"robot.png\",\"robot2.png\",\"robot1.png\"]");
        assertThat(json.get("cameras").toString()).isEqualTo("[\"front\",\"back\",\"left\"]");
        for (Map.Entry<String, JsonNode> code : step("sidesCode").properties()) {
            assertThat(code.getValue().asString()).as(code.getKey()).contains("image_urls", "robot2.png", "cameras");
        }
        assertThat(step("sidesFailed").toString()).contains("robot.png and 2 more", "no engine here works from them");
        assertThat(step("sidesAtPicture").asString()).contains("pixal3d pull --only pixal3d-views");
    }

    /** Browsers have no type for a telephone's pictures; the server reads them. */
    @Test
    void whatBrowsersDoNotKnowIsTakenAndWhatIsNoPictureIsNot() {
        assertThat(step("unknown").toString()).isEqualTo("[\"IMG_0001.HEIC\",\"One file is no picture.\"]");
    }

    @Test
    void aRunIsWatchedToItsEnd() {
        List<String> told = told("told");
        assertThat(told.getLast()).startsWith("Done in ");
        assertThat(shares(told)).as(told.toString()).isSorted().hasSizeGreaterThan(2);
        Map<String, Double> left = new LinkedHashMap<>();
        for (String words : told) {
            Matcher matcher = LEFT.matcher(words);
            if (!matcher.find()) continue;
            double seconds = Double.parseDouble(matcher.group(2));
            assertThat(seconds).as(words).isLessThanOrEqualTo(left.getOrDefault(matcher.group(1), seconds));
            left.put(matcher.group(1), seconds);
        }
        assertThat(left).as(told.toString()).isNotEmpty();
    }

    @Test
    void aRunOutlivesALostConnection() {
        List<String> told = told("lost");
        assertThat(told).contains("Connection lost, trying again…");
        assertThat(told.getLast()).startsWith("Done in ");
        assertThat(shares(told)).as(told.toString()).isSorted();
    }

    private static List<String> told(String name) { return step(name).valueStream().map(JsonNode::asString).toList(); }

    private static List<Integer> shares(List<String> told) {
        return told.stream().map(PlaygroundTest::percent).filter(OptionalInt::isPresent).map(OptionalInt::getAsInt)
                .toList();
    }

    private static OptionalInt percent(String words) {
        Matcher matcher = PERCENT.matcher(words);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    @Test
    void theModelIsLookedAtInEveryWay() {
        assertThat(step("looks").valueStream().map(JsonNode::asString).distinct()).as("each look is another picture")
                .hasSize(step("looks").size());
        assertThat(step("turned").asBoolean()).isTrue();
        assertThat(step("overlaid").asBoolean()).as("the picture lies over the model").isTrue();
        assertThat(step("screenshot").asString()).as("PNG").isEqualTo("89504e47");
        assertThat(step("video").asString()).as("WebM").isEqualTo("1a45dfa3");
        assertThat(step("report").toString()).contains("closed, without holes", "alike", "Engine");
        List<JsonNode> files = step("downloads").valueStream().toList();
        assertThat(files).extracting(f -> f.get("name").asString()).containsExactly("robot.glb", "robot.zip");
        assertThat(files.getFirst().get("begins").asString()).isEqualTo("glTF");
        assertThat(files.getLast().get("begins").asString()).startsWith("PK");
        assertThat(step("reexported").toString()).isEqualTo("[\"robot.glb\",\"robot.stl\"]");
    }

    @Test
    void requestsSurviveReloadsAndFailuresAreExplained() {
        assertThat(step("cancelled").asString()).contains("cancelled", "client_cancelled", "request ");
        assertThat(step("reloaded").toString()).contains("Done", "Cancelled");
        assertThat(step("failed").asString()).contains("file_download_error", "request ");
        assertThat(step("atPicture").asString()).isNotBlank();
    }

    @Test
    void historyFindsAndDeletesAndAdministratorsSeeTheState() {
        assertThat(step("history").toString()).contains("robot.png", "Done in", "Cancelled", "texture_size 1024");
        assertThat(step("found").size()).isEqualTo(1);
        assertThat(step("admin").asString()).contains("Waiting", "preview", "ready, chosen by itself", "pixal3d",
                "Memory", "cpu");
    }

    @Test
    void administratorsPauseAndResumeTheQueueByKeyboardAndHearOfIt() {
        List<String> states = told("paused");
        assertThat(states).hasSize(2);
        assertThat(states.getFirst()).contains("paused: no run starts");
        assertThat(states.getLast()).contains("runs start").doesNotContain("paused: no");
    }

    @Test
    void administratorsPutFailedRequestsBackAndDrainTheServer() {
        assertThat(administered.get("requeued").asString()).matches("Back in the queue, \\d+ before it");
        assertThat(administered.get("drained").asString()).matches("This server is (draining|drained)");
        assertThat(administered.get("server").asString()).containsPattern("This serverdrain(ing|ed)");
        assertThat(administered.get("complaints")).isEmpty();
    }

    @Test
    void everyCodeSampleRunsAsItIsShown() {
        assertThat(PRINTED).containsOnlyKeys("javascript", "python", "java", "curl");
        PRINTED.forEach((language, printed) -> assertThat(printed).as(language).containsPattern(
                "http://[0-9.:]+/files/b/\\S+\\.glb"));
    }

    @Test
    void theKeyboardIsEnough() {
        assertThat(step("keysTurned").asBoolean()).isTrue();
        assertThat(step("keysDownload").asString()).startsWith("GLB");
    }
}
