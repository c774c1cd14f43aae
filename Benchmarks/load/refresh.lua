-- Refreshes without end: each answer's new refresh token joins the queue that the next request takes from.
-- The queue begins with the file TOKENS, which has more tokens than there are connections.

local report = require("report")

local tokens = report.lines(os.getenv("TOKENS"))
local form = os.getenv("FORM")
local first, last = 1, #tokens

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function request()
   local token = tokens[first]
   if not token then
      report.finish()
      return wrk.format("GET", "/healthz")
   end
   tokens[first] = nil
   first = first + 1
   return wrk.format(nil, nil, nil, form .. "&refresh_token=" .. token)
end

local shown = false

function response(status, _, body)
   local token = body:match('"refresh_token"%s*:%s*"([^"]+)"')
   if token then
      last = last + 1
      tokens[last] = token
   elseif not shown then
      shown = true
      io.write("REFUSED a refresh was answered ", status, " ", body:gsub("%s+", " "), "\n")
   end
end
