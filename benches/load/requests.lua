-- Asks for the lines of a file in turn, each "METHOD path" or "METHOD path body"; TOKEN and REQUESTS are in the environment.
local lines, at = {}, 0

function init()
   for line in io.lines(os.getenv("REQUESTS")) do
      local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
      local headers = { Authorization = "Bearer " .. os.getenv("TOKEN") }
      if body ~= "" then
         headers["Content-Type"] = "application/json"
      end
      lines[#lines + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
   end
   at = math.random(#lines)
end

function request()
   at = at % #lines + 1
   return lines[at]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
      errors.status + errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50), latency:percentile(99)))
end
