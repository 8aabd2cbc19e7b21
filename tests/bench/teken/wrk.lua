-- Asks the paths of a file, each thread in an order of its own, again and again; prints what was measured as JSON.
-- wrk … -s wrk.lua URL -- FILE
local paths, at, threads = {}, 0, 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    for line in io.lines(args[1]) do
        paths[#paths + 1] = wrk.format("GET", line)
    end
    math.randomseed(number)
    for i = #paths, 2, -1 do
        local k = math.random(i)
        paths[i], paths[k] = paths[k], paths[i]
    end
end

function request()
    at = at % #paths + 1
    return paths[at]
end

function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format(
        '\n{"seconds":%.6f,"requests":%d,"bytes":%d,"errors":%d,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f}\n',
        summary.duration / 1e6, summary.requests, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
