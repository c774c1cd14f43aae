// A token for the program itself (RFC 6749 §4.4), with what .NET and Mono both have:
//
//     mcs -r:System.Net.Http -r:System.Runtime.Serialization client-credentials.cs && mono client-credentials.exe
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading.Tasks;

static class ClientCredentials
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

    static void Main()
    {
        Run().GetAwaiter().GetResult();
        Environment.Exit(0); // left to itself, Mono 6.8 more often does not end
    }

    static async Task Run()
    {
        var metadata = Parse(await Ask(Http.GetAsync(Setting("ISSUER") + "/.well-known/openid-configuration")));
        Console.WriteLine(await Ask(Post((string)metadata["token_endpoint"], new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Setting("CLIENT_ID"),
            ["client_secret"] = Setting("CLIENT_SECRET"),
            ["scope"] = Setting("SCOPE"),
            ["resource"] = Setting("RESOURCE"),
        })));
    }
}
