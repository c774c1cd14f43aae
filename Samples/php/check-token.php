<?php

// What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
// By PHP 8.1 or later with its openssl extension, and nothing else.
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.

// The beginning of every public key on P-256 in DER; its two coordinates follow.
const P256 = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

function get(string $url): array
{
    $context = stream_context_create(["http" => ["timeout" => 10]]);
    return json_decode((string) file_get_contents($url, false, $context), true, flags: JSON_THROW_ON_ERROR);
}

function decode(string $text): string
{
    return base64_decode(strtr($text, "-_", "+/"));
}

// A number that is not negative, in DER.
function integer(string $octets): string
{
    $octets = ltrim($octets, "\0");
    if ($octets === "" || ord($octets[0]) > 127) {
        $octets = "\0$octets";
    }
    return "\x02" . chr(strlen($octets)) . $octets;
}

// Whether an ES256 signature, which is two numbers of 32 octets, was made with the key.
function is_signed(string $text, string $signature, array $key): bool
{
    if (strlen($signature) !== 64) {
        return false;
    }
    $numbers = integer(substr($signature, 0, 32)) . integer(substr($signature, 32));
    $der = "\x30" . chr(strlen($numbers)) . $numbers;
    $public = base64_encode(hex2bin(P256) . decode($key["x"]) . decode($key["y"]));
    $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split($public, 64, "\n") . "-----END PUBLIC KEY-----\n";
    return openssl_verify($text, $der, $pem, OPENSSL_ALGO_SHA256) === 1;
}

function demand(bool $condition, string $otherwise): void
{
    $condition || throw new UnexpectedValueException($otherwise);
}

// What a good token says. An API keeps the keys, and fetches them again when a `kid` is unknown.
function claims_of(string $token, string $issuer, string $api): array
{
    $parts = explode(".", $token);
    demand(count($parts) === 3, "this is not a signed token");
    [$header, $payload, $signature] = $parts;
    $said = json_decode(decode($header), true, flags: JSON_THROW_ON_ERROR);
    demand(($said["typ"] ?? null) === "at+jwt", "this is not an access token");
    demand(($said["alg"] ?? null) === "ES256", "this is not the algorithm");

    $keys = get(get("$issuer/.well-known/openid-configuration")["jwks_uri"])["keys"];
    $ours = array_filter($keys, fn ($key) => $key["kid"] === ($said["kid"] ?? null) && $key["alg"] === "ES256");
    demand(count($ours) === 1, "the key is unknown");
    demand(is_signed("$header.$payload", decode($signature), reset($ours)), "the signature is wrong");

    $claims = json_decode(decode($payload), true, flags: JSON_THROW_ON_ERROR);
    demand(($claims["iss"] ?? null) === $issuer, "it is another server's");
    demand(in_array($api, (array) ($claims["aud"] ?? []), true), "it is for another API");
    demand(($claims["exp"] ?? 0) > time(), "it has expired");
    return $claims;
}

try {
    $claims = claims_of(trim(stream_get_contents(STDIN)), getenv("ISSUER"), getenv("AUDIENCE"));
    echo json_encode($claims, JSON_UNESCAPED_SLASHES), "\n";
} catch (UnexpectedValueException | JsonException $problem) {
    fwrite(STDERR, "invalid_token: {$problem->getMessage()}\n");
    exit(1);
}
