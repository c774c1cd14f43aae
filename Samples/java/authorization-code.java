// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), with java.net.http, and Gson to read JSON
// (Debian: libgoogle-gson-java):
//
//     java -cp /usr/share/java/gson.jar authorization-code.java
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

class AuthorizationCode {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /** The JSON of the answer; a refusal ends the program. */
    static JsonObject ask(HttpRequest.Builder request) throws Exception {
        var response = HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        var answer = JsonParser.parseString(response.body()).getAsJsonObject();
        if (response.statusCode() != 200) {
            stop(answer.get("error").getAsString() + ": " + answer.get("error_description").getAsString());
        }
        return answer;
    }

    static void stop(String reason) {
        System.err.println(reason);
        System.exit(1);
    }

    /** A form; fields that are not set are left out. */
    static String form(String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                pairs.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], UTF_8));
            }
        }
        return String.join("&", pairs);
    }

    static String random() {
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return BASE64URL.encodeToString(octets);
    }

    /** The answer that has our `state`; any other is not looked at. */
    static CompletableFuture<Map<String, String>> answer(HttpServer server, String state) {
        var answered = new CompletableFuture<Map<String, String>>();
        server.createContext("/", exchange -> {
            var parameters = new HashMap<String, String>();
            var query = exchange.getRequestURI().getRawQuery();
            for (String pair : (query == null ? "" : query).split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", UTF_8));
            }
            boolean ours = exchange.getRequestURI().getPath().equals("/callback") && state.equals(parameters.get("state"));
            byte[] text = (ours ? "You may close this window.\n" : "This is not the answer.\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(ours ? 200 : 400, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
            if (ours) answered.complete(parameters);
        });
        server.start();
        return answered;
    }

    public static void main(String[] arguments) throws Exception {
        String issuer = System.getenv("ISSUER");
        String clientID = System.getenv("CLIENT_ID");
        String scope = System.getenv("SCOPE");
        var metadata = ask(HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration")));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String redirectURI = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
        String state = random();
        String verifier = random();
        byte[] challenge = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
        String request = form(
                "response_type", "code",
                "client_id", clientID,
                "redirect_uri", redirectURI,
                "scope", scope == null ? "openid" : scope,
                "resource", System.getenv("RESOURCE"),
                "state", state,
                "code_challenge", BASE64URL.encodeToString(challenge),
                "code_challenge_method", "S256");
        var answered = answer(server, state);
        System.err.println("Open " + metadata.get("authorization_endpoint").getAsString() + "?" + request);

        var answer = answered.get();
        server.stop(0);
        if (!issuer.equals(answer.get("iss"))) stop("the answer is another server's"); // RFC 9207
        if (answer.get("code") == null) stop(answer.get("error") + ": " + answer.get("error_description"));
        String fields = form(
                "grant_type", "authorization_code",
                "code", answer.get("code"),
                "redirect_uri", redirectURI,
                "code_verifier", verifier,
                "client_id", clientID,
                "client_secret", System.getenv("CLIENT_SECRET"));
        System.out.println(ask(HttpRequest.newBuilder(URI.create(metadata.get("token_endpoint").getAsString()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))));
        System.exit(0); // the server's threads would keep it
    }
}
