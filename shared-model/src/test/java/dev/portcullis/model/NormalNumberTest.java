package dev.portcullis.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalNumberTest {
    @Test
    void whole_numbers_are_as_small_as_they_can_be_however_written() {
        assertThat(of("1")).isEqualTo(of("1.0")).isEqualTo(NormalNumber.of(1.0)).isEqualTo(1);
        assertThat(of("-0.00")).isEqualTo(NormalNumber.of(-0.0)).isEqualTo(0);
        assertThat(of("-2147483648.0")).isEqualTo(Integer.MIN_VALUE);
        assertThat(of("2147483648")).isEqualTo(2_147_483_648L);
        assertThat(of("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(of("9223372036854775808e0")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(of("1e308")).isEqualTo(NormalNumber.of(1e308)).isEqualTo(BigInteger.TEN.pow(308));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.100", "0.1, 1e-1", "-2.5, -25e-1", "1e-308, 0.01e-306"})
    void other_numbers_lose_the_zeros_at_their_end(String shortest, String written) {
        assertThat(of(written)).isEqualTo(new BigDecimal(shortest));
        assertThat(of(new BigDecimal(shortest).toPlainString())).isEqualTo(of(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.79e308", "-1.79e308", "1e-308", "-1e-308", "0e5000", "0e-5000"})
    void numbers_within_a_double_are_kept(String number) {
        assertThat(NormalNumber.fault(new BigDecimal(number))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.8e308",
                "-1.8e308",
                "9e-309",
                "-9e-309",
                "1e5000",
                "1e-400",
                "1e2000000000",
                "1e-2000000000",
                "1000e2147483647"
            })
    void numbers_beyond_a_double_are_not(String number) {
        assertThat(NormalNumber.fault(new BigDecimal(number)))
                .isEqualTo("a number beyond the range of a double (expected: 0, or 1e-308 to 1.79e308 in size)");
    }

    @Test
    void the_text_of_an_infinite_double_is_not_needed_to_refuse_it() {
        assertThat(NormalNumber.fault(Double.NEGATIVE_INFINITY)).contains("beyond the range");
        assertThat(NormalNumber.fault(Double.MAX_VALUE)).isNull();
    }

    @Test
    void a_number_has_at_most_100_digits() {
        String longest = "7".repeat(100);

        assertThat(NormalNumber.fault(new BigInteger(longest))).isNull();
        assertThat(NormalNumber.fault(new BigDecimal("0." + longest + "0"))).isNull();
        assertThat(NormalNumber.fault(new BigInteger(longest + "7")))
                .isEqualTo("a number of 101 digits (expected: at most 100)");
        assertThat(of(longest)).isEqualTo(new BigInteger(longest));
    }

    @Test
    void numbers_are_found_in_lists_and_maps_and_each_fault_is_told() {
        List<String> faults = new ArrayList<>();

        assertThat(NormalNumber.throughout(json(new BigDecimal("1.0")), faults::add))
                .isEqualTo(json(1));
        assertThat(faults).isEmpty();

        Object beyond = json(new BigDecimal("1e309"));
        assertThat(NormalNumber.throughout(beyond, faults::add)).isEqualTo(beyond);
        assertThat(faults).hasSize(2).allMatch(fault -> fault.startsWith("a number beyond the range of a double"));
    }

    private static Object json(Number number) {
        return List.of(number, Map.of("deep", List.of(number, "1.0", true)));
    }

    private static Number of(String number) {
        return NormalNumber.of(new BigDecimal(number));
    }
}
