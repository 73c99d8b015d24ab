package dev.portcullis.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPlaneTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, Address already in use", "192.0.2.1, Cannot assign requested address"})
    void an_address_that_cannot_be_had_is_named_with_the_cause(String host, String cause) {
        QuarkusBindException failure = new QuarkusBindException(host, 8080, new BindException(cause));

        assertThat(ControlPlane.describe(new IllegalStateException(failure)))
                .isEqualTo("port 8080 of " + host + ": " + cause);
    }
}
