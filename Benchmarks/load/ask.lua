-- Asks without end. METHOD, CONTENT_TYPE, AUTHORIZATION and BODY come from the environment, and each answer must hold EXPECT.
--
-- With the file LINES each request is one of its own: a line of it is the value of FIELD at the end of the body, or, with FIELD
-- "bearer", the token. AFTERWARDS says what comes of a line: nothing, "again" when all others were used, or "renew": the
-- answer has a FIELD too, which joins the lines. A run ends early when no lines are left.

local report = require("report")

wrk.method = os.getenv("METHOD") or "GET"
wrk.body = os.getenv("BODY")
wrk.headers["Content-Type"] = os.getenv("CONTENT_TYPE")
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")

local expected = os.getenv("EXPECT") or ""
local field = os.getenv("FIELD")
local afterwards = os.getenv("AFTERWARDS")
local renewed = afterwards == "renew" and '"' .. field .. '"%s*:%s*"([^"]+)"'
local lines = os.getenv("LINES") and report.lines(os.getenv("LINES"))
local first, last = 1, lines and #lines

local function with(line)
   if field == "bearer" then
      wrk.headers["Authorization"] = "Bearer " .. line
      return wrk.format()
   end
   return wrk.format(nil, nil, nil, wrk.body .. "&" .. field .. "=" .. line)
end

if lines then
   function request()
      local line = lines[first]
      if not line then
         report.finish()
         return wrk.format("GET", "/healthz")
      end
      lines[first] = nil
      first = first + 1
      if afterwards == "again" then
         last = last + 1
         lines[last] = line
      end
      return with(line)
   end
end

if expected ~= "" then
   function response(_, _, body)
      report.check(body, expected)
      local line = renewed and body:match(renewed)
      if line then
         last = last + 1
         lines[last] = line
      end
   end
end
