-- Prints what a run came to as one line that bench.py reads, and ends a run early when its material is used up.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int process, int signal);")

local report = {}

-- wrk counts an answer of 400 or more as a status error. Latencies are in microseconds.
function done(summary, latency, _)
   local errors = summary.errors
   io.write(string.format(
      "RESULT requests=%d microseconds=%d p50=%d p99=%d p999=%d status=%d wrong=%d connect=%d read=%d write=%d timeout=%d\n",
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
      errors.status, report.thread and report.thread:get("wrong") or 0,
      errors.connect, errors.read, errors.write, errors.timeout))
end

-- Each thread is a state of its own: what it counts is read when all is over.
wrong = 0

function setup(thread)
   report.thread = thread
end

-- Counts an answer whose body has not what it must have.
function report.check(body, expected)
   if not body:find(expected, 1, true) then
      wrong = wrong + 1
      if wrong == 1 then io.write("REFUSED an answer was ", body:gsub("%s+", " "), "\n") end
   end
end

-- Stops the thread that asks, and then wrk itself, which would otherwise sleep until its time is over and count all of it.
function report.finish()
   wrk.thread:stop()
   ffi.C.kill(ffi.C.getpid(), 2)
end

-- The lines of a file, first to last.
function report.lines(path)
   local lines = {}
   for line in io.lines(path) do
      lines[#lines + 1] = line
   end
   return lines
end

return report
