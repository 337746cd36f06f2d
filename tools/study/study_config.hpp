#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"

// A series of experiments: a file in configs/studies/.
namespace memglia {

/// One place of a sweep: a value for the swept key, or changes of several keys under a label.
struct study_point {
    static constexpr std::string_view short_form = "value";
    std::string value = "";
    std::string label = "";
    std::vector<std::string> set = {};

    /// In a grid: which value of every swept key. Not part of the file.
    std::vector<std::size_t> at = {};

    const std::string& name() const { return label.empty() ? value : label; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "value", .doc = "of the swept key; may stand alone for the map"},
              self.value);
        visit(field{.name = "label", .doc = "name of the place (default: the value)"}, self.label);
        visit(field{.name = "set", .doc = "KEY=VALUE changes of this place"}, self.set);
    }
    void validate() const;
};

/// A swept key and the values that it takes.
struct study_axis {
    static constexpr std::string_view short_form = "key";
    static constexpr std::string_view map_form = "values";
    std::string key = "";
    std::string axis = "";
    std::vector<study_point> values = {};

    const std::string& heading() const { return axis.empty() ? key : axis; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "key", .doc = "of the experiment, as in rule.suppression_depth"},
              self.key);
        visit(field{.name = "axis", .doc = "what its axis is called (default: the key)"},
              self.axis);
        visit(field{.name = "values", .doc = "that it takes, in order"}, self.values);
    }
    void validate() const;
};

/// Most places that the values of several keys may make together.
inline constexpr std::size_t most_places = 1000;

enum class run_group { none, maps };
constexpr std::string_view choice_words(run_group) {
    return "none|maps";
}

/// One run, or with `values` one run for each of them.
struct study_run {
    std::string name = "";
    std::string title = "";
    std::string experiment = "navigation";
    run_group group = run_group::none;
    std::string needs = "";
    bool curves = true;
    std::vector<std::string> set = {};
    std::vector<study_axis> sweep = {};
    std::string axis = "";
    std::vector<study_point> values = {};

    /// Whether several keys are swept at once. After expand_sweeps() `sweep` has every key with all
    /// its values, and `values` the places: their product, the last key changing fastest.
    bool is_grid() const { return sweep.size() > 1; }

    const std::string& heading() const { return title.empty() ? name : title; }
    /// What its axis is called; in a grid every key's. Empty without a key.
    std::string axis_heading() const;
    bool is_map() const { return group == run_group::maps; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "its folder: letters, digits, '-', '_' and '.'"},
              self.name);
        visit(field{.name = "title", .doc = "for tables and figures (default: the name)"},
              self.title);
        visit(field{.name = "experiment",
                    .doc = "a file of configs/experiments, or a path from the study file"},
              self.experiment);
        visit(field{.name = "group",
                    .doc = "maps: a row of the table of maps in place of figures of its own"},
              self.group);
        visit(
            field{.name = "needs",
                  .doc = "a file, seen from the current folder, without which the run is left out"},
            self.needs);
        visit(field{.name = "curves", .doc = "whether its learning curves are drawn"}, self.curves);
        visit(field{.name = "set", .doc = "KEY=VALUE changes, as with --set"}, self.set);
        visit(field{.name = "sweep",
                    .doc = "the key that takes the values; or a map of keys to values, or a list, "
                           "for every combination"},
              self.sweep);
        visit(field{.name = "axis", .doc = "what the sweep's axis is called (default: the key)"},
              self.axis);
        visit(field{.name = "values", .doc = "places of the sweep, in order"}, self.values);
    }
    void validate() const;
};

/// A number in the result.json of a run.
struct study_number {
    std::string run = "";
    std::string path = "";

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "run", .doc = "RUN, or RUN/POINT of a sweep"}, self.run);
        visit(field{.name = "path", .doc = "JSON pointer into its result.json"}, self.path);
    }
};

/// times x of + plus; without `of` just `plus`.
struct study_limit {
    static constexpr std::string_view short_form = "plus";
    double plus = 0;
    double times = 1;
    study_number of = {};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "plus", .unit = "SI", .doc = "added; may stand alone for the map"},
              self.plus);
        visit(field{.name = "times", .unit = "1", .doc = "factor of the other number"}, self.times);
        visit(field{.name = "of", .doc = "another number (default run: that of the bound)"},
              self.of);
    }
    void validate() const;
};

struct study_bound {
    std::string name = "";
    std::string run = "";
    std::string path = "";
    std::string format = "";
    std::optional<study_limit> at_most = {};
    std::optional<study_limit> at_least = {};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what is claimed"}, self.name);
        visit(field{.name = "run", .doc = "RUN, or RUN/POINT of a sweep"}, self.run);
        visit(field{.name = "path", .doc = "JSON pointer into its result.json"}, self.path);
        visit(field{.name = "format", .doc = "how the number is printed, as in `ours`"},
              self.format);
        visit(field{.name = "at_most", .doc = "upper limit"}, self.at_most);
        visit(field{.name = "at_least", .doc = "lower limit"}, self.at_least);
    }
    void validate() const;
};

/// A target figure of the project beside what the study measured.
struct study_headline {
    std::string claim = "";
    std::string source = "";
    std::string ours = "";
    std::string command = "";

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "claim", .doc = "the headline figure"}, self.claim);
        visit(field{.name = "source", .doc = "who set it"}, self.source);
        visit(field{.name = "ours", .doc = "text with {RUN/POINTER | FORMAT} for numbers"},
              self.ours);
        visit(field{.name = "command", .doc = "what reproduces it"}, self.command);
    }
};

struct study_config {
    std::string title = "";
    std::string description = "";
    std::string subject = "snan_chip";
    std::vector<std::string> compare{"random_free", "q_lambda"};
    std::vector<study_run> runs = {};
    std::vector<study_headline> headline = {};
    std::vector<study_bound> bounds = {};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "title", .doc = "of the report"}, self.title);
        visit(field{.name = "description", .doc = "a sentence or two below the title"},
              self.description);
        visit(field{.name = "subject", .doc = "the agent that the study is about"}, self.subject);
        visit(field{.name = "compare", .doc = "agents beside it in the table of maps"},
              self.compare);
        visit(field{.name = "runs", .doc = "what is run, in order"}, self.runs);
        visit(field{.name = "headline", .doc = "targets beside what came out"}, self.headline);
        visit(field{.name = "bounds", .doc = "what must hold; exit code 4 if one does not"},
              self.bounds);
    }
    void validate() const;
};

/// Turns the sweeps of all runs into places. Once, after the file was read. Throws input_error.
void expand_sweeps(study_config& config);

/// The folder of a run or of a place in a sweep, below runs/: RUN, RUN/POINT, or in a grid
/// RUN/POINT/POINT with a folder per key.
std::string run_id(const study_run& run, std::size_t point);

/// What names a run in tables: RUN, and the place's name or nothing.
struct run_name {
    std::string run;
    std::string point;
};
run_name name_of(const study_config& config, std::size_t series, std::size_t point);

/// The one whose folder this is; `id` itself for a folder that the study does not have.
run_name name_of(const study_config& config, const std::string& id);

/// A value of a swept key for programs: a quantity as a number in SI units, else as it is written.
std::string plain_value(const study_point& value);

/// All of a study's, in order, wanted or not.
std::vector<std::string> run_ids(const study_config& config);

}  // namespace memglia
