package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.PathPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 as clients of others see it: curl and nghttp, where this machine has them. */
class Http2ToolsTest {
    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        node = new TestNode()
                .configure(
                        Config.route(upstream.url()),
                        Config.rule(new Tokens("https://issuer")).build(),
                        Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private record Said(int exitCode, String text) {}

    private static Said run(String tool, List<String> arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool);
        List<String> command = new ArrayList<>(List.of("/usr/bin/" + tool));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + node.port() + path;
    }

    @ParameterizedTest
    @CsvSource({"/private, 401", "/public/%zz, 400", "/public, 200"})
    void head(String path, int status) throws Exception {
        Said curl = run("curl", List.of("-sS", "--http2-prior-knowledge", "--head", url(path)));
        assertThat(curl.text()).startsWith("HTTP/2 " + status);
        assertThat(curl.exitCode()).as(curl.text()).isZero();

        Said nghttp = run("nghttp", List.of("-nv", "-H", ":method: HEAD", url(path)));
        assertThat(nghttp.text()).contains(":status: " + status).doesNotContain("recv DATA");
    }

    /** By many small fields: curl sends no header whose names and values alone have more than 64 KiB. */
    @ParameterizedTest
    @CsvSource({"1400, 431", "900, 200"})
    void a_large_header(int fields, int status) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            lines.append("X-").append(i).append(": ").append("b".repeat(20)).append('\n');
        }
        Path file = Files.writeString(Files.createTempFile("fields", ".txt"), lines);
        Said curl = run(
                "curl",
                List.of(
                        "-sS",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "--http2-prior-knowledge",
                        "-H",
                        "@" + file,
                        url("/public")));
        Files.delete(file);
        assertThat(curl.text()).isEqualTo(Integer.toString(status));
        assertThat(curl.exitCode()).isZero();
    }
}
