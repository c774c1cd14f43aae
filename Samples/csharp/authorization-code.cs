// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), with what .NET and Mono both have:
//
//     mcs -r:System.Net.Http -r:System.Runtime.Serialization authorization-code.cs && mono authorization-code.exe
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

static class AuthorizationCode
{
    static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };

    static string Setting(string name, string otherwise = null) => Environment.GetEnvironmentVariable(name) ?? otherwise;

    /// <summary>A JSON object.</summary>
    static Dictionary<string, object> Parse(string json)
    {
        var settings = new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true };
        var reader = new DataContractJsonSerializer(typeof(Dictionary<string, object>), settings);
        using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(json)))
            return (Dictionary<string, object>)reader.ReadObject(stream);
    }

    /// <summary>POSTs a form without the fields that are not set.</summary>
    static Task<HttpResponseMessage> Post(string url, Dictionary<string, string> fields) =>
        Http.PostAsync(url, new FormUrlEncodedContent(fields.Where(field => !string.IsNullOrEmpty(field.Value))));

    /// <summary>The text of the answer; a refusal ends the program.</summary>
    static async Task<string> Ask(Task<HttpResponseMessage> request)
    {
        var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            var refusal = Parse(text);
            Stop($"{refusal["error"]}: {refusal["error_description"]}");
        }
        return text;
    }

    static void Stop(string reason)
    {
        Console.Error.WriteLine(reason);
        Environment.Exit(1);
    }

    static string Base64Url(byte[] octets) =>
        Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    static string Random()
    {
        var octets = new byte[32];
        using (var generator = RandomNumberGenerator.Create()) generator.GetBytes(octets);
        return Base64Url(octets);
    }

    static int FreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        try { return ((IPEndPoint)probe.LocalEndpoint).Port; }
        finally { probe.Stop(); }
    }

    /// <summary>The answer that has our `state`; any other is not looked at.</summary>
    static async Task<NameValueCollection> WaitForAnswer(HttpListener listener, string state)
    {
        while (true)
        {
            var context = await listener.GetContextAsync();
            var answer = context.Request.QueryString;
            var ours = context.Request.Url.AbsolutePath == "/callback" && answer["state"] == state;
            var text = Encoding.UTF8.GetBytes(ours ? "You may close this window.\n" : "This is not the answer.\n");
            context.Response.StatusCode = ours ? 200 : 400;
            context.Response.Close(text, willBlock: true);
            if (ours) return answer;
        }
    }

    static void Main()
    {
        Run().GetAwaiter().GetResult();
        Environment.Exit(0); // left to itself, Mono 6.8 more often does not end
    }

    static async Task Run()
    {
        var issuer = Setting("ISSUER");
        var metadata = Parse(await Ask(Http.GetAsync(issuer + "/.well-known/openid-configuration")));
        var origin = $"http://127.0.0.1:{FreePort()}/";
        var listener = new HttpListener();
        listener.Prefixes.Add(origin);
        listener.Start();

        string state = Random(), verifier = Random();
        byte[] challenge;
        using (var hash = SHA256.Create()) challenge = hash.ComputeHash(Encoding.ASCII.GetBytes(verifier));
        var request = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = Setting("CLIENT_ID"),
            ["redirect_uri"] = origin + "callback",
            ["scope"] = Setting("SCOPE", "openid"),
            ["resource"] = Setting("RESOURCE"),
            ["state"] = state,
            ["code_challenge"] = Base64Url(challenge),
            ["code_challenge_method"] = "S256",
        };
        var query = request.Where(pair => pair.Value != null).Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value));
        Console.Error.WriteLine($"Open {metadata["authorization_endpoint"]}?{string.Join("&", query)}");

        var answer = await WaitForAnswer(listener, state);
        if (answer["iss"] != issuer) Stop("the answer is another server's"); // RFC 9207
        if (answer["code"] == null) Stop($"{answer["error"]}: {answer["error_description"]}");
        Console.WriteLine(await Ask(Post((string)metadata["token_endpoint"], new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = answer["code"],
            ["redirect_uri"] = origin + "callback",
            ["code_verifier"] = verifier,
            ["client_id"] = Setting("CLIENT_ID"),
            ["client_secret"] = Setting("CLIENT_SECRET"),
        })));
    }
}
