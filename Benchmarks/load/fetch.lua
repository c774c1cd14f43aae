-- The same request over and over. METHOD, CONTENT_TYPE, AUTHORIZATION and BODY come from the environment.

require("report")

wrk.method = os.getenv("METHOD") or "GET"
wrk.body = os.getenv("BODY")
wrk.headers["Content-Type"] = os.getenv("CONTENT_TYPE")
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")
