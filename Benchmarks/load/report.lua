-- Prints what a run came to as one line that bench.py reads, and ends a run early when its material is used up.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int process, int signal);")

local report = {}

-- wrk counts an answer of 400 or more as a status error. Latencies are in microseconds.
function done(summary, latency, _)
   local errors = summary.errors
   io.write(string.format(
      "RESULT requests=%d microseconds=%d p50=%d p99=%d status=%d connect=%d read=%d write=%d timeout=%d\n",
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
      errors.status, errors.connect, errors.read, errors.write, errors.timeout))
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
