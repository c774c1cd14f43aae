// What an API does with a token: reads one on standard input, and prints what the server says of it if it is good.
// Mono has no ECDSA on Linux, so this asks by introspection (RFC 7662), with what .NET and Mono both have:
//
//     mcs -r:System.Net.Http -r:System.Runtime.Serialization check-token.cs && mono check-token.exe
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`; CLIENT_ID and CLIENT_SECRET of the API itself,
// registered with `--grant client_credentials --metadata '{"may_introspect": true}'`.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading.Tasks;

static class CheckToken
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

    /// <summary>`aud` is a name or a list of names.</summary>
    static bool IsFor(object audience, string api) =>
        audience is object[] names ? names.Contains(api) : Equals(audience, api);

    static void Main()
    {
        Run().GetAwaiter().GetResult();
        Environment.Exit(0); // left to itself, Mono 6.8 more often does not end
    }

    static async Task Run()
    {
        string issuer = Setting("ISSUER"), api = Setting("AUDIENCE");
        var metadata = Parse(await Ask(Http.GetAsync(issuer + "/.well-known/openid-configuration")));
        var text = await Ask(Post((string)metadata["introspection_endpoint"], new Dictionary<string, string>
        {
            ["token"] = Console.In.ReadToEnd().Trim(),
            ["client_id"] = Setting("CLIENT_ID"),
            ["client_secret"] = Setting("CLIENT_SECRET"),
        }));
        var said = Parse(text);
        if (!true.Equals(said["active"])) Stop("invalid_token: the server does not know it, or it has expired or was revoked");

        // Refresh tokens are active too, and have neither of these.
        if (!said.ContainsKey("token_type") || !said.ContainsKey("aud")) Stop("invalid_token: this is not an access token");
        if (!IsFor(said["aud"], api)) Stop("invalid_token: it is for another API");
        if (!Equals(said["iss"], issuer)) Stop("invalid_token: it is another server's");
        Console.WriteLine(text);
    }
}
