// What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
// With what Java has, and Gson to read JSON (Debian: libgoogle-gson-java):
//
//     java -cp /usr/share/java/gson.jar check-token.java
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

class CheckToken {
    static JsonObject get(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
        return JsonParser.parseString(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body()).getAsJsonObject();
    }

    static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    static JsonObject json(String part) {
        return JsonParser.parseString(new String(decode(part), UTF_8)).getAsJsonObject();
    }

    static String string(JsonObject object, String name) {
        return object.has(name) && object.get(name).isJsonPrimitive() ? object.get(name).getAsString() : "";
    }

    static PublicKey publicKey(JsonObject jwk) throws Exception {
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(new BigInteger(1, decode(string(jwk, "x"))), new BigInteger(1, decode(string(jwk, "y"))));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    /** An API keeps the keys, and fetches them again when a `kid` is unknown. */
    static JsonObject keyOf(String kid, String issuer) throws Exception {
        var metadata = get(issuer + "/.well-known/openid-configuration");
        for (var element : get(string(metadata, "jwks_uri")).getAsJsonArray("keys")) {
            var key = element.getAsJsonObject();
            if (string(key, "kid").equals(kid) && string(key, "alg").equals("ES256")) return key;
        }
        throw new Exception("the key is unknown");
    }

    static void demand(boolean condition, String otherwise) throws Exception {
        if (!condition) throw new Exception(otherwise);
    }

    /** What a good token says; throws for any other. */
    static JsonObject claimsOf(String token, String issuer, String api) throws Exception {
        String[] parts = token.split("\\.", -1);
        demand(parts.length == 3, "this is not a signed token");
        var header = json(parts[0]);
        demand(string(header, "typ").equals("at+jwt"), "this is not an access token");
        demand(string(header, "alg").equals("ES256"), "this is not the algorithm");

        var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(publicKey(keyOf(string(header, "kid"), issuer)));
        verifier.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
        demand(verifier.verify(decode(parts[2])), "the signature is wrong");

        var claims = json(parts[1]);
        var audience = claims.get("aud");
        demand(string(claims, "iss").equals(issuer), "it is another server's");
        demand(audience != null && (audience.isJsonArray()
                ? audience.getAsJsonArray().contains(new JsonPrimitive(api))
                : audience.getAsString().equals(api)), "it is for another API");
        demand(claims.has("exp") && claims.get("exp").getAsLong() > Instant.now().getEpochSecond(), "it has expired");
        return claims;
    }

    public static void main(String[] arguments) throws Exception {
        String token = new String(System.in.readAllBytes(), UTF_8).strip();
        try {
            System.out.println(claimsOf(token, System.getenv("ISSUER"), System.getenv("AUDIENCE")));
        } catch (Exception problem) {
            System.err.println("invalid_token: " + problem.getMessage());
            System.exit(1);
        }
    }
}
