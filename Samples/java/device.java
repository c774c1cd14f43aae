// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with java.net.http, and Gson to read JSON
// (Debian: libgoogle-gson-java):
//
//     java -cp /usr/share/java/gson.jar device.java
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

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

class Device {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The JSON of the answer, which may be a refusal. */
    static JsonObject ask(HttpRequest.Builder request) throws Exception {
        var response = HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    static JsonObject stopIfRefused(JsonObject answer) {
        if (answer.has("error")) {
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
        String clientID = System.getenv("CLIENT_ID");
        String secret = System.getenv("CLIENT_SECRET");
        var discovery = URI.create(System.getenv("ISSUER") + "/.well-known/openid-configuration");
        var metadata = ask(HttpRequest.newBuilder(discovery));
        var started = stopIfRefused(ask(post(metadata.get("device_authorization_endpoint").getAsString(),
                "client_id", clientID,
                "client_secret", secret,
                "scope", System.getenv().getOrDefault("SCOPE", "openid"),
                "resource", System.getenv("RESOURCE"))));
        System.err.println("Open " + started.get("verification_uri").getAsString()
                + " and enter " + started.get("user_code").getAsString());

        int interval = started.has("interval") ? started.get("interval").getAsInt() : 5;
        while (true) {
            Thread.sleep(interval * 1000L);
            var answer = ask(post(metadata.get("token_endpoint").getAsString(),
                    "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                    "device_code", started.get("device_code").getAsString(),
                    "client_id", clientID,
                    "client_secret", secret));
            String error = answer.has("error") ? answer.get("error").getAsString() : "";
            if (error.equals("slow_down")) {
                interval += 5;
            } else if (!error.equals("authorization_pending")) {
                System.out.println(stopIfRefused(answer));
                return;
            }
        }
    }
}
