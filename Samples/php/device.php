<?php

// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), by PHP 8.1 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

// GETs, or POSTs a form; the JSON of the answer, which may be a refusal.
function ask(string $url, array $fields = []): array
{
    $options = ["ignore_errors" => true, "timeout" => 10];
    if ($fields) {
        $set = array_filter($fields, fn ($value) => (string) $value !== "");
        $header = "Content-Type: application/x-www-form-urlencoded";
        $options += ["method" => "POST", "header" => $header, "content" => http_build_query($set)];
    }
    $body = file_get_contents($url, false, stream_context_create(["http" => $options]));
    return json_decode((string) $body, true, flags: JSON_THROW_ON_ERROR);
}

function stop_if_refused(array $answer): void
{
    if (isset($answer["error"])) {
        fwrite(STDERR, "{$answer["error"]}: " . ($answer["error_description"] ?? "") . "\n");
        exit(1);
    }
}

$client = ["client_id" => getenv("CLIENT_ID"), "client_secret" => getenv("CLIENT_SECRET")];
$metadata = ask(getenv("ISSUER") . "/.well-known/openid-configuration");
$wanted = ["scope" => getenv("SCOPE") ?: "openid", "resource" => getenv("RESOURCE")];
$started = ask($metadata["device_authorization_endpoint"], $client + $wanted);
stop_if_refused($started);
fwrite(STDERR, "Open {$started["verification_uri"]} and enter {$started["user_code"]}\n");

$grant = ["grant_type" => "urn:ietf:params:oauth:grant-type:device_code", "device_code" => $started["device_code"]];
$interval = $started["interval"] ?? 5;
do {
    sleep($interval);
    $answer = ask($metadata["token_endpoint"], $client + $grant);
    $error = $answer["error"] ?? null;
    if ($error === "slow_down") {
        $interval += 5;
    }
} while ($error === "authorization_pending" || $error === "slow_down");
stop_if_refused($answer);
echo json_encode($answer), "\n";
