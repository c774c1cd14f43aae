# Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), with the standard library alone.
#
# Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
# The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

require "digest"
require "json"
require "net/http"
require "securerandom"
require "socket"

issuer = ENV.fetch("ISSUER")

# GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program.
def ask(url, fields = nil)
  response = fields ? Net::HTTP.post_form(URI(url), fields.compact) : Net::HTTP.get_response(URI(url))
  answer = JSON.parse(response.body)
  abort "#{answer["error"]}: #{answer["error_description"]}" unless response.is_a?(Net::HTTPSuccess)
  answer
end

# The parameters of the answer that has our `state`; any other is not looked at.
def wait_for_answer(server, state)
  loop do
    connection = server.accept
    path, query = connection.gets.to_s.split[1].to_s.split("?", 2)
    answer = URI.decode_www_form(query.to_s).to_h
    nil until connection.gets.to_s.strip.empty?
    ours = path == "/callback" && answer["state"] == state
    text = ours ? "You may close this window.\n" : "This is not the answer.\n"
    connection.write "HTTP/1.1 #{ours ? "200 OK" : "400 Bad Request"}\r\nContent-Type: text/plain\r\n" \
                     "Content-Length: #{text.bytesize}\r\nConnection: close\r\n\r\n#{text}"
    connection.close
    return answer if ours
  end
end

metadata = ask("#{issuer}/.well-known/openid-configuration")
server = TCPServer.new("127.0.0.1", 0)
state = SecureRandom.urlsafe_base64(32)
verifier = SecureRandom.urlsafe_base64(32)
client = {
  "client_id" => ENV.fetch("CLIENT_ID"),
  "redirect_uri" => "http://127.0.0.1:#{server.addr[1]}/callback",
}
request = client.merge(
  "response_type" => "code",
  "scope" => ENV.fetch("SCOPE", "openid"),
  "resource" => ENV["RESOURCE"],
  "state" => state,
  "code_challenge" => [Digest::SHA256.digest(verifier)].pack("m0").tr("+/", "-_").delete("="),
  "code_challenge_method" => "S256",
)
warn "Open #{metadata["authorization_endpoint"]}?#{URI.encode_www_form(request.compact)}"

answer = wait_for_answer(server, state)
abort "the answer is another server's" unless answer["iss"] == issuer # RFC 9207
abort "#{answer["error"]}: #{answer["error_description"]}" unless answer["code"]
tokens = ask(
  metadata["token_endpoint"],
  client.merge(
    "grant_type" => "authorization_code",
    "code" => answer["code"],
    "code_verifier" => verifier,
    "client_secret" => ENV["CLIENT_SECRET"],
  ),
)
puts JSON.generate(tokens)
