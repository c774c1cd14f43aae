<?php

// A token for the program itself (RFC 6749 §4.4), by PHP 8.1 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

// GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program.
function ask(string $url, array $fields = []): array
{
    $options = ["ignore_errors" => true, "timeout" => 10];
    if ($fields) {
        $set = array_filter($fields, fn ($value) => (string) $value !== "");
        $header = "Content-Type: application/x-www-form-urlencoded";
        $options += ["method" => "POST", "header" => $header, "content" => http_build_query($set)];
    }
    $body = file_get_contents($url, false, stream_context_create(["http" => $options]));
    $answer = json_decode((string) $body, true, flags: JSON_THROW_ON_ERROR);
    if (isset($answer["error"])) {
        stop("{$answer["error"]}: " . ($answer["error_description"] ?? ""));
    }
    return $answer;
}

function stop(string $reason): never
{
    fwrite(STDERR, "$reason\n");
    exit(1);
}

$metadata = ask(getenv("ISSUER") . "/.well-known/openid-configuration");
$tokens = ask($metadata["token_endpoint"], [
    "grant_type" => "client_credentials",
    "client_id" => getenv("CLIENT_ID"),
    "client_secret" => getenv("CLIENT_SECRET"),
    "scope" => getenv("SCOPE"),
    "resource" => getenv("RESOURCE"),
]);
echo json_encode($tokens), "\n";
