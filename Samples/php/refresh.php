<?php

// Refreshes tokens (RFC 6749 §6), by PHP 8.1 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
// token, by default tokens.json. It is replaced: each refresh token is good once.

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

$file = getenv("TOKENS") ?: "tokens.json";
$old = json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR);
$metadata = ask(getenv("ISSUER") . "/.well-known/openid-configuration");
$tokens = ask($metadata["token_endpoint"], [
    "grant_type" => "refresh_token",
    "refresh_token" => $old["refresh_token"],
    "client_id" => getenv("CLIENT_ID"),
    "client_secret" => getenv("CLIENT_SECRET"),
]);

// Kept before anything else is done, for its owner alone, and whole whatever happens.
umask(0077);
if (file_put_contents("$file.new", json_encode($tokens + $old)) === false || !rename("$file.new", $file)) {
    stop("$file cannot be written");
}
echo json_encode($tokens), "\n";
