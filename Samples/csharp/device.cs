// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with what .NET and Mono both have:
//
//     mcs -r:System.Net.Http -r:System.Runtime.Serialization device.cs && mono device.exe
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading.Tasks;

static class Device
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

    /// <summary>The text of the answer, which may be a refusal.</summary>
    static async Task<string> Ask(Task<HttpResponseMessage> request) => await (await request).Content.ReadAsStringAsync();

    static void StopIfRefused(Dictionary<string, object> answer)
    {
        if (!answer.ContainsKey("error")) return;
        Console.Error.WriteLine($"{answer["error"]}: {answer["error_description"]}");
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
        var started = Parse(await Ask(Post((string)metadata["device_authorization_endpoint"], new Dictionary<string, string>
        {
            ["client_id"] = Setting("CLIENT_ID"),
            ["client_secret"] = Setting("CLIENT_SECRET"),
            ["scope"] = Setting("SCOPE", "openid"),
            ["resource"] = Setting("RESOURCE"),
        })));
        StopIfRefused(started);
        Console.Error.WriteLine($"Open {started["verification_uri"]} and enter {started["user_code"]}");

        var interval = started.ContainsKey("interval") ? Convert.ToInt32(started["interval"]) : 5;
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(interval));
            var text = await Ask(Post((string)metadata["token_endpoint"], new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
                ["device_code"] = (string)started["device_code"],
                ["client_id"] = Setting("CLIENT_ID"),
                ["client_secret"] = Setting("CLIENT_SECRET"),
            }));
            var answer = Parse(text);
            var error = answer.ContainsKey("error") ? (string)answer["error"] : null;
            if (error == "slow_down") interval += 5;
            if (error == "slow_down" || error == "authorization_pending") continue;
            StopIfRefused(answer);
            Console.WriteLine(text);
            return;
        }
    }
}
