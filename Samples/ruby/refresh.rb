# Refreshes tokens (RFC 6749 §6), with the standard library alone.
#
# Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
# token, by default tokens.json. It is replaced: each refresh token is good once.

require "json"
require "net/http"

issuer = ENV.fetch("ISSUER")
file = ENV.fetch("TOKENS", "tokens.json")

# GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program.
def ask(url, fields = nil)
  response = fields ? Net::HTTP.post_form(URI(url), fields.compact) : Net::HTTP.get_response(URI(url))
  answer = JSON.parse(response.body)
  abort "#{answer["error"]}: #{answer["error_description"]}" unless response.is_a?(Net::HTTPSuccess)
  answer
end

old = JSON.parse(File.read(file))
metadata = ask("#{issuer}/.well-known/openid-configuration")
tokens = ask(
  metadata["token_endpoint"],
  "grant_type" => "refresh_token",
  "refresh_token" => old["refresh_token"],
  "client_id" => ENV.fetch("CLIENT_ID"),
  "client_secret" => ENV["CLIENT_SECRET"],
)

# Kept before anything else is done, for its owner alone, and whole whatever happens.
File.write("#{file}.new", JSON.generate(old.merge(tokens)), perm: 0o600)
File.rename("#{file}.new", file)
puts JSON.generate(tokens)
