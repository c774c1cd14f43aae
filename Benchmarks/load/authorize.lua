-- Signed-in browsers ask for codes in turn, each with a line of COOKIES: each answer redirects with one, which goes to the file
-- OUTPUT until LIMIT are there.

local report = require("report")

local cookies = {}
for cookie in os.getenv("COOKIES"):gmatch("[^\n]+") do
   cookies[#cookies + 1] = cookie
end

local output
local asked = 0
local limit = tonumber(os.getenv("LIMIT"))
local written = 0

function init(_)
   output = assert(io.open(os.getenv("OUTPUT"), "w"))
   output:setvbuf("full", 65536)
end

function request()
   wrk.headers["Cookie"] = cookies[asked % #cookies + 1]
   asked = asked + 1
   return wrk.format()
end

function response(status, headers, _)
   local code = (headers["location"] or headers["Location"] or ""):match("[?&]code=([^&]+)")
   if not code then
      io.write("REFUSED the authorization endpoint answered ", status, " without a code\n")
      report.finish()
   elseif written < limit then
      output:write(code, "\n")
      written = written + 1
      if written == limit then
         output:flush()
         report.finish()
      end
   end
end
