// A token for the program itself (RFC 6749 §4.4), with java.net.http, and Gson to read JSON (Debian: libgoogle-gson-java):
//
//     java -cp /usr/share/java/gson.jar client-credentials.java
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ClientCredentials {
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
        var discovery = URI.create(System.getenv("ISSUER") + "/.well-known/openid-configuration");
        var metadata = ask(HttpRequest.newBuilder(discovery));
        var tokens = ask(post(metadata.get("token_endpoint").getAsString(),
                "grant_type", "client_credentials",
                "client_id", System.getenv("CLIENT_ID"),
                "client_secret", System.getenv("CLIENT_SECRET"),
                "scope", System.getenv("SCOPE"),
                "resource", System.getenv("RESOURCE")));
        System.out.println(tokens);
    }
}
