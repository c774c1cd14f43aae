# What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
# With the standard library alone.
#
# Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.

require "json"
require "net/http"
require "openssl"

# The beginning of every public key on P-256 in DER; its two coordinates follow.
P256 = ["3059301306072a8648ce3d020106082a8648ce3d03010703420004"].pack("H*")

def get(url)
  JSON.parse(Net::HTTP.get(URI(url)))
end

def decode(text)
  text.tr("-_", "+/").unpack1("m")
end

# Whether an ES256 signature, which is two numbers of 32 octets, was made with the key.
def signed?(text, signature, key)
  return false unless signature.bytesize == 64

  public_key = OpenSSL::PKey.read(P256 + decode(key["x"]) + decode(key["y"]))
  numbers = [signature[0, 32], signature[32, 32]].map { |octets| OpenSSL::ASN1::Integer(OpenSSL::BN.new(octets, 2)) }
  public_key.verify("SHA256", OpenSSL::ASN1::Sequence(numbers).to_der, text)
end

# What a good token says. An API keeps the keys, and fetches them again when a `kid` is unknown.
def claims_of(token, issuer, api)
  header, payload, signature, *more = token.split(".", -1)
  raise "this is not a signed token" unless signature && more.empty?

  said = JSON.parse(decode(header))
  raise "this is not an access token" unless said["typ"] == "at+jwt"
  raise "#{said["alg"]} is not the algorithm" unless said["alg"] == "ES256"

  keys = get(get("#{issuer}/.well-known/openid-configuration")["jwks_uri"])["keys"]
  key = keys.find { |candidate| candidate["kid"] == said["kid"] && candidate["alg"] == "ES256" }
  raise "the key is unknown" unless key
  raise "the signature is wrong" unless signed?("#{header}.#{payload}", decode(signature), key)

  claims = JSON.parse(decode(payload))
  raise "it is another server's" unless claims["iss"] == issuer
  raise "it is for another API" unless Array(claims["aud"]).include?(api)
  raise "it has expired" unless claims["exp"].to_i > Time.now.to_i

  claims
end

begin
  puts JSON.generate(claims_of($stdin.read.strip, ENV.fetch("ISSUER"), ENV.fetch("AUDIENCE")))
rescue RuntimeError, JSON::ParserError, OpenSSL::OpenSSLError => problem
  abort "invalid_token: #{problem.message}"
end
