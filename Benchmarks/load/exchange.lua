-- Exchanges each code of the file CODES once; FORM is the rest of the request. With OUTPUT the answers are kept there.

local report = require("report")

local codes = report.lines(os.getenv("CODES"))
local form = os.getenv("FORM")
local next_code = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function request()
   next_code = next_code + 1
   local code = codes[next_code]
   if not code then
      report.finish()
      return wrk.format("GET", "/healthz")
   end
   return wrk.format(nil, nil, nil, form .. "&code=" .. code)
end

local path = os.getenv("OUTPUT")
if path then
   local output = assert(io.open(path, "w"))
   output:setvbuf("line")
   function response(_, _, body)
      output:write((body:gsub("%s+", " ")), "\n")
   end
end
