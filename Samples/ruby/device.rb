# Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with the standard library alone.
#
# Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

require "json"
require "net/http"

issuer = ENV.fetch("ISSUER")
client = { "client_id" => ENV.fetch("CLIENT_ID"), "client_secret" => ENV["CLIENT_SECRET"] }

# GETs, or POSTs a form; the JSON of the answer, which may be a refusal.
def ask(url, fields = nil)
  response = fields ? Net::HTTP.post_form(URI(url), fields.compact) : Net::HTTP.get_response(URI(url))
  JSON.parse(response.body)
end

def stop_if_refused(answer)
  abort "#{answer["error"]}: #{answer["error_description"]}" if answer["error"]
end

metadata = ask("#{issuer}/.well-known/openid-configuration")
wanted = { "scope" => ENV.fetch("SCOPE", "openid"), "resource" => ENV["RESOURCE"] }
started = ask(metadata["device_authorization_endpoint"], client.merge(wanted))
stop_if_refused(started)
warn "Open #{started["verification_uri"]} and enter #{started["user_code"]}"

grant = {
  "grant_type" => "urn:ietf:params:oauth:grant-type:device_code",
  "device_code" => started["device_code"],
}
interval = started.fetch("interval", 5)
loop do
  sleep interval
  answer = ask(metadata["token_endpoint"], client.merge(grant))
  case answer["error"]
  when "authorization_pending" then next
  when "slow_down" then interval += 5
  else
    stop_if_refused(answer)
    puts JSON.generate(answer)
    break
  end
end
