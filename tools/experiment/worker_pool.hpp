#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace memglia {

/// Turns a job's number into its result as bytes.
using job = std::function<std::string(std::size_t)>;

/// Runs jobs 0 .. count-1 in `workers` forked processes and hands their results to `sink` in order
/// of number, whatever the number of workers: job i runs in worker i % workers.
///
/// `make_job` is called once in every worker, after the fork: that is where a SystemC chip is
/// elaborated, because the kernel allows one simulation per process. What a job throws is rethrown
/// here with its type (input_error, internal_error, or error). Throws interrupted when a signal
/// asked to stop; results that were handed over before stay handed over.
void run_jobs(std::size_t count, std::size_t workers, const std::function<job()>& make_job,
              const std::function<void(std::size_t, std::string)>& sink);

/// From here on SIGINT and SIGTERM ask run_jobs to stop instead of killing the process.
void catch_stop_signals();

/// Throws interrupted when such a signal has come, for work that runs in this process.
void throw_if_stopped();

}  // namespace memglia
