// Refreshes tokens (RFC 6749 §6), with java.net.http, and Gson to read JSON (Debian: libgoogle-gson-java):
//
//     java -cp /usr/share/java/gson.jar refresh.java
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
// token, by default tokens.json. It is replaced: each refresh token is good once.

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class Refresh {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The JSON of the answer; a refusal ends the program. */
    static JsonObject ask(HttpRequest.Builder request) throws Exception {
        var response = HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        var answer = JsonParser.parseString(response.body()).getAsJsonObject();
        if (response.statusCode() != 200) {
            System.err.println(answer.get("error").getAsString() + ": " + answer.get("error_description").getAsString());
            System.exit(1);
        }
        return answer;
    }

    /** A POST of a form; fields that are not set are left out. */
    static HttpRequest.Builder post(String url, String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                pairs.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], UTF_8));
            }
        }
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)));
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(System.getenv().getOrDefault("TOKENS", "tokens.json")).toAbsolutePath();
        var kept = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        var discovery = URI.create(System.getenv("ISSUER") + "/.well-known/openid-configuration");
        var metadata = ask(HttpRequest.newBuilder(discovery));
        var tokens = ask(post(metadata.get("token_endpoint").getAsString(),
                "grant_type", "refresh_token",
                "refresh_token", kept.get("refresh_token").getAsString(),
                "client_id", System.getenv("CLIENT_ID"),
                "client_secret", System.getenv("CLIENT_SECRET")));

        // Kept before anything else is done, for its owner alone, and whole whatever happens.
        tokens.entrySet().forEach(member -> kept.add(member.getKey(), member.getValue()));
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path next = Files.createTempFile(file.getParent(), "tokens", ".new", owner);
        Files.writeString(next, kept.toString());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        System.out.println(tokens);
    }
}
