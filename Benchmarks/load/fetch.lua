-- The same request over and over. METHOD, CONTENT_TYPE, AUTHORIZATION and BODY come from the environment. Of every hundredth
-- answer the body is looked at: it must hold EXPECT.

local report = require("report")

wrk.method = os.getenv("METHOD") or "GET"
wrk.body = os.getenv("BODY")
wrk.headers["Content-Type"] = os.getenv("CONTENT_TYPE")
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")

local expected = os.getenv("EXPECT")

if expected and expected ~= "" then
   function response(_, _, body)
      report.check(body, expected)
   end
end
