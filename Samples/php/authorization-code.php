<?php

// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), by PHP 8.1 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

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

function base64url(string $octets): string
{
    return rtrim(strtr(base64_encode($octets), "+/", "-_"), "=");
}

// The parameters of the answer that has our `state`; any other is not looked at.
function wait_for_answer($server, string $state): array
{
    while (true) {
        $connection = stream_socket_accept($server, -1);
        $target = explode(" ", (string) fgets($connection))[1] ?? "";
        while (trim((string) fgets($connection)) !== "");
        parse_str((string) parse_url($target, PHP_URL_QUERY), $answer);
        $ours = parse_url($target, PHP_URL_PATH) === "/callback" && ($answer["state"] ?? null) === $state;
        [$status, $text] = $ours ? ["200 OK", "You may close this window.\n"] : ["400 Bad Request", "This is not the answer.\n"];
        $length = strlen($text);
        fwrite($connection, "HTTP/1.1 $status\r\nContent-Type: text/plain\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$text");
        fclose($connection);
        if ($ours) {
            return $answer;
        }
    }
}

$issuer = getenv("ISSUER");
$metadata = ask("$issuer/.well-known/openid-configuration");
$server = stream_socket_server("tcp://127.0.0.1:0");
$state = base64url(random_bytes(32));
$verifier = base64url(random_bytes(32));
$client = [
    "client_id" => getenv("CLIENT_ID"),
    "redirect_uri" => "http://" . stream_socket_get_name($server, false) . "/callback",
];
$request = $client + [
    "response_type" => "code",
    "scope" => getenv("SCOPE") ?: "openid",
    "resource" => getenv("RESOURCE") ?: null,
    "state" => $state,
    "code_challenge" => base64url(hash("sha256", $verifier, binary: true)),
    "code_challenge_method" => "S256",
];
fwrite(STDERR, "Open {$metadata["authorization_endpoint"]}?" . http_build_query($request) . "\n");

$answer = wait_for_answer($server, $state);
if (($answer["iss"] ?? null) !== $issuer) { // RFC 9207
    stop("the answer is another server's");
}
if (!isset($answer["code"])) {
    stop("{$answer["error"]}: " . ($answer["error_description"] ?? ""));
}
$tokens = ask($metadata["token_endpoint"], $client + [
    "grant_type" => "authorization_code",
    "code" => $answer["code"],
    "code_verifier" => $verifier,
    "client_secret" => getenv("CLIENT_SECRET"),
]);
echo json_encode($tokens), "\n";
