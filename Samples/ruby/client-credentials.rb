# A token for the program itself (RFC 6749 §4.4), with the standard library alone.
#
# Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

require "json"
require "net/http"

issuer = ENV.fetch("ISSUER")

# GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program.
def ask(url, fields = nil)
  response = fields ? Net::HTTP.post_form(URI(url), fields.compact) : Net::HTTP.get_response(URI(url))
  answer = JSON.parse(response.body)
  abort "#{answer["error"]}: #{answer["error_description"]}" unless response.is_a?(Net::HTTPSuccess)
  answer
end

metadata = ask("#{issuer}/.well-known/openid-configuration")
tokens = ask(
  metadata["token_endpoint"],
  "grant_type" => "client_credentials",
  "client_id" => ENV.fetch("CLIENT_ID"),
  "client_secret" => ENV.fetch("CLIENT_SECRET"),
  "scope" => ENV["SCOPE"],
  "resource" => ENV["RESOURCE"],
)
puts JSON.generate(tokens)
