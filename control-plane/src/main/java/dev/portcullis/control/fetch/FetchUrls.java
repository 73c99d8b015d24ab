package dev.portcullis.control.fetch;

import dev.portcullis.control.body.Faults;
import dev.portcullis.policy.address.AddressPolicy;
import dev.portcullis.policy.address.AddressRange;
import dev.portcullis.policy.address.TargetUrl;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses URLs that no node would fetch. What a host name stands for is not asked here: it is another address tomorrow, so
 * each node checks the one that it dials.
 */
@Singleton
@Startup
public class FetchUrls {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final boolean allowHttp;
    private final AddressPolicy addresses;

    FetchUrls(FetchConfig config) {
        this.allowHttp = config.allowHttp();
        this.addresses = new AddressPolicy(ranges(config.allowNetworks().orElse(List.of())));
    }

    private static List<AddressRange> ranges(List<String> texts) {
        try {
            return texts.stream().map(String::strip).map(AddressRange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("PORTCULLIS_KEYS_ALLOW_NETWORKS: " + e.getMessage(), e);
        }
    }

    /** Notes a fault if keys cannot be fetched from this URL. */
    public void checkKeySet(String url, String at, Faults faults) {
        switch (TargetUrl.parse(url, allowHttp)) {
            case TargetUrl.Parsed.Refused refused -> faults.add(at, refused.detail());
            case TargetUrl.Parsed.Usable usable -> checkAddress(usable.url().literal(), at, faults);
        }
    }

    /** Notes a fault if an issuer cannot be asked for its keys (OpenID Connect Discovery 1.0 sections 3 and 4). */
    public void checkIssuer(String issuer, String at, Faults faults) {
        if (issuer.indexOf('?') >= 0 || issuer.indexOf('#') >= 0) {
            faults.add(at, "a query or fragment (expected, with discovery: an https URL without either)");
            return;
        }
        Faults found = new Faults();
        checkKeySet(issuer.replaceFirst("/$", "") + DISCOVERY, at, found);
        found.each(fault -> faults.add(at, "with discovery: " + fault.message()));
    }

    private void checkAddress(@Nullable InetAddress literal, String at, Faults faults) {
        if (literal != null && !addresses.mayDial(literal)) {
            String kind = AddressPolicy.kindOf(literal.getAddress()).text();
            faults.add(at, "host is " + kind + " (expected: a public one, or one that the operator allows)");
        }
    }
}
