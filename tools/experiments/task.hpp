#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/config/load_config.hpp"
#include "tools/report/page.hpp"

// What a task beside navigation must say of itself, for the verbs run, validate, report, schema and
// completion (docs/tasks.md). registry.cpp lists the tasks.
namespace memglia {

/// How to run it; changes no result.
struct task_context {
    unsigned jobs = 1;  ///< worker processes (run_jobs()) or threads
    /// May be called as often as one likes, from the process that started the run.
    std::function<void(std::size_t done, std::size_t all)> progress = [](std::size_t, std::size_t) {
    };
};

/// A file of a result folder.
struct named_text {
    std::string name;
    std::string text;
};

/// What a run found. The same for the same configuration, but for `timing`.
struct task_outcome {
    nlohmann::ordered_json result;       ///< of result.json, behind task, version, configuration
    nlohmann::ordered_json shown;        ///< what the page needs beside it: showcase.json
    std::vector<named_text> tables;      ///< "episodes.csv"
    std::string text;                    ///< for a terminal
    nlohmann::ordered_json timing = {};  ///< of timing.json, behind run_s
};

struct rung_outcome {
    bool holds = false;
    std::vector<std::string> lines;  ///< what was counted, or the first difference
};

/// A step of `memglia validate`. The frame runs each in a process of its own, so a rung may build
/// one chip.
struct rung {
    std::string name;   ///< "1b"
    std::string title;  ///< "chip, VTEAM without noise = closed form"
    std::function<rung_outcome()> climb;
};

/// A checked experiment.
class experiment {
  public:
    virtual ~experiment() = default;

    /// What `run` has an effect of, as result.json holds it.
    virtual nlohmann::ordered_json configuration() const = 0;
    /// Runs in a process that has built no chip. Throws `interrupted` where throw_if_stopped() or
    /// run_jobs() does.
    virtual task_outcome run(const task_context& how) const = 0;
    virtual std::vector<rung> rungs(unsigned jobs) const = 0;
};

class task {
  public:
    virtual ~task() = default;

    virtual std::string_view name() const = 0;      ///< of the key `task`
    virtual std::string_view about() const = 0;     ///< one line
    virtual std::string_view seed_key() const = 0;  ///< that --seed sets
    virtual std::string_view counts() const = 0;    ///< what progress counts: "episodes"

    /// What `validate` sets after the user: rungs read keys of the chip that a run may not.
    virtual std::vector<std::string> ladder_changes() const { return {"on=chip"}; }

    /// Of a page from a result folder's result.json and showcase.json alone; without the sections
    /// that every page ends with.
    virtual report_page page(const nlohmann::ordered_json& result,
                             const nlohmann::ordered_json& shown) const = 0;

    virtual struct_info keys() const = 0;
    /// Throws input_error that names file, line and key. `notes`: as in load_config().
    virtual std::unique_ptr<experiment> load(const std::filesystem::path& file,
                                             const search_path& config_root,
                                             const std::vector<std::string>& sets,
                                             std::vector<std::string>* notes) const = 0;
};

/// A task's configuration with the key that names the task before its own.
template <has_fields Config>
struct task_file {
    std::string task;
    Config config;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "task", .doc = "what is done; without this key: navigation"},
              self.task);
        Config::fields(self.config, visit);
    }

    void validate() const {
        if constexpr (requires { config.validate(); }) config.validate();
    }

    unused_keys unused() const {
        if constexpr (has_unused<Config>) return config.unused();
        return {};
    }
};

/// A task from its configuration struct; what is left to say is name(), about(), seed_key(),
/// counts(), run(), rungs() and page().
template <has_fields Config>
class task_with : public task {
  public:
    virtual task_outcome run(const Config& config, const task_context& how) const = 0;
    virtual std::vector<rung> rungs(const Config& config, unsigned jobs) const = 0;

    struct_info keys() const final { return describe(named({})); }

    std::unique_ptr<experiment> load(const std::filesystem::path& file,
                                     const search_path& config_root,
                                     const std::vector<std::string>& sets,
                                     std::vector<std::string>* notes) const final {
        return of(
            load_config<task_file<Config>>(file, config_root, sets, "experiments", notes).config);
    }

    /// For a face that made the configuration by itself.
    std::unique_ptr<experiment> of(Config config) const {
        return std::make_unique<loaded>(*this, std::move(config));
    }

  private:
    class loaded final : public experiment {
      public:
        loaded(const task_with& task, Config config) : task_(task), config_(std::move(config)) {}

        nlohmann::ordered_json configuration() const override {
            return effective_json(task_.named(config_));
        }
        task_outcome run(const task_context& how) const override { return task_.run(config_, how); }
        std::vector<rung> rungs(unsigned jobs) const override { return task_.rungs(config_, jobs); }

      private:
        const task_with& task_;
        Config config_;
    };

    task_file<Config> named(Config config) const {
        return {std::string(name()), std::move(config)};
    }
};

}  // namespace memglia
