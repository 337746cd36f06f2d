#include "tools/network/network_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"
#include "tools/table/input_file.hpp"
#include "tools/table/npz_file.hpp"

namespace memglia {

namespace {

using names = std::initializer_list<std::string_view>;

bool is_archive(const std::filesystem::path& file) {
    return is_zip(input_file(file).peek(4));
}

/// Columns of one length, by name.
class columns_of {
  public:
    explicit columns_of(const std::filesystem::path& file) : file_(file.string()) {
        if (is_archive(file)) {
            archive_.emplace(file);
            names_ = archive_->names();
        } else {
            constexpr std::size_t most_bytes = std::size_t{512} << 20;
            table_ = parse_named_columns(read_text(file, most_bytes), file_);
            names_ = table_.names;
        }
        for (auto at = names_.begin(); at != names_.end(); ++at) {
            if (std::find(at + 1, names_.end(), *at) == names_.end()) continue;
            throw input_error({.file = file_,
                               .found = fmt::format("found two columns '{}'", *at),
                               .expected = "one"});
        }
    }

    /// The first of these names that there is; nothing if there is none.
    std::optional<std::vector<double>> find(names known) {
        asked_.insert(asked_.end(), known.begin(), known.end());
        for (const std::string_view name : known) {
            if (!has(name)) continue;
            for (const std::string_view other : known) {
                if (other == name || !has(other)) continue;
                throw input_error({.file = file_,
                                   .found = fmt::format("found '{}' beside '{}'", other, name),
                                   .expected = "one of them: both mean the same"});
            }
            std::vector<double> values;
            if (archive_) {
                values = archive_->read(name).values;
            } else {
                const auto column = table_.column(name, file_);
                values.assign(column.begin(), column.end());
            }
            require_length(values.size(), name);
            return values;
        }
        return std::nullopt;
    }

    std::vector<double> at(names known) {
        auto values = find(known);
        if (values) return std::move(*values);
        std::string wanted;
        for (const std::string_view name : known) {
            wanted += fmt::format("{}{}", wanted.empty() ? "" : " or ", name);
        }
        throw input_error({.file = file_,
                           .found = "found no column " + wanted,
                           .expected = "it among " + one_of(names_)});
    }

    /// After all that is known was asked for: a column that nobody reads is a slip. One without a
    /// name, as an index of rows has, is none.
    void require_all_read() const {
        for (const std::string& name : names_) {
            if (name.empty() || std::find(asked_.begin(), asked_.end(), name) != asked_.end()) {
                continue;
            }
            throw input_error({.file = file_,
                               .found = "found a column '" + name + "', which means nothing here",
                               .expected = one_of(asked_)});
        }
    }

    template <class Integer>
    std::vector<Integer> whole(const std::vector<double>& values, std::string_view what) const {
        constexpr double most = std::numeric_limits<std::uint32_t>::max();
        std::vector<Integer> all;
        all.reserve(values.size());
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (!(values[k] >= 0 && values[k] <= most && values[k] == std::floor(values[k]))) {
                throw input_error(
                    {.file = file_,
                     .found = fmt::format("found {} as {} in row {}", values[k], what, k + 1),
                     .expected = fmt::format("a whole number of 0 to {}", most)});
            }
            all.push_back(static_cast<Integer>(values[k]));
        }
        return all;
    }

    /// Times in whole ticks; a hundredth of a tick may be missing.
    std::vector<double> in_ticks(std::vector<double> times_s, double tick_s) const {
        constexpr double most_off = 0.01;
        for (std::size_t k = 0; k < times_s.size(); ++k) {
            const double ticks = times_s[k] / tick_s;
            const double whole = std::round(ticks);
            if (!(times_s[k] >= 0) || std::abs(ticks - whole) > most_off) {
                throw input_error(
                    {.file = file_,
                     .found = fmt::format("found {} s in row {}", times_s[k], k + 1),
                     .expected = fmt::format("0 or more in whole ticks of {} s", tick_s)});
            }
            times_s[k] = whole;
        }
        return times_s;
    }

  private:
    bool has(std::string_view name) const {
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    }
    void require_length(std::size_t length, std::string_view name) {
        if (length_ == 0) length_ = length;
        if (length == length_) return;
        throw input_error({.file = file_,
                           .found = fmt::format("found {} numbers in '{}'", length, name),
                           .expected = fmt::format("{}, as in the other columns", length_)});
    }

    std::string file_;
    std::optional<npz_file> archive_;
    named_columns table_;
    std::vector<std::string> names_;
    std::vector<std::string> asked_;
    std::size_t length_ = 0;
};

// The one array of an archive, or a matrix in a file of its own.
matrix read_numbers(const std::filesystem::path& file) {
    if (!is_archive(file)) return read_matrix(file);
    const npz_file archive(file);
    if (archive.names().size() == 1) return archive.read(archive.names().front());
    throw input_error({.file = file.string(),
                       .found = fmt::format("found {} arrays", archive.names().size()),
                       .expected = "one"});
}

}  // namespace

std::vector<spike_event> read_spike_table(const std::filesystem::path& file, double tick_s) {
    columns_of columns(file);
    const auto neuron =
        columns.whole<std::uint32_t>(columns.at({"neuron", "index", "input_index", "i"}), "neuron");
    auto times_s = columns.find({"time_s"});
    const auto tick = columns.whole<std::uint64_t>(
        times_s ? columns.in_ticks(std::move(*times_s), tick_s) : columns.at({"tick", "step"}),
        "tick");
    columns.require_all_read();
    std::vector<spike_event> spikes;
    spikes.reserve(neuron.size());
    for (std::size_t k = 0; k < neuron.size(); ++k) spikes.push_back({neuron[k], tick[k]});
    return spikes;
}

synapse_table read_synapse_table(const std::filesystem::path& file, double tick_s) {
    columns_of columns(file);
    synapse_table table;
    table.source = columns.whole<std::uint32_t>(columns.at({"source", "pre", "i"}), "source");
    table.target = columns.whole<std::uint32_t>(columns.at({"target", "post", "j"}), "target");
    if (auto weight = columns.find({"weight", "w"})) table.weight = std::move(*weight);
    const auto delay = columns.find({"delay_ticks", "delay"});
    if (delay) {
        table.delay_ticks = columns.whole<std::uint32_t>(*delay, "delay");
    } else if (auto delay_s = columns.find({"delay_s"})) {
        table.delay_ticks =
            columns.whole<std::uint32_t>(columns.in_ticks(std::move(*delay_s), tick_s), "delay");
    }
    columns.require_all_read();
    return table;
}

std::vector<unit_edge> read_edge_table(const std::filesystem::path& file) {
    columns_of columns(file);
    const auto first = columns.whole<std::uint32_t>(columns.at({"first", "i"}), "first");
    const auto second = columns.whole<std::uint32_t>(columns.at({"second", "j"}), "second");
    columns.require_all_read();
    std::vector<unit_edge> edges;
    for (std::size_t k = 0; k < first.size(); ++k) edges.push_back({first[k], second[k]});
    return edges;
}

synapse_table read_weight_matrix(const std::filesystem::path& file, std::uint32_t sources,
                                 std::uint32_t targets) {
    const matrix m = read_numbers(file);
    if (m.rows != sources || m.columns != targets) {
        throw input_error(
            {.file = file.string(),
             .found = fmt::format("found a matrix of {} x {}", m.rows, m.columns),
             .expected = fmt::format("{} x {}: sources by targets", sources, targets)});
    }
    synapse_table table;
    for (std::uint32_t i = 0; i < sources; ++i) {
        for (std::uint32_t j = 0; j < targets; ++j) {
            if (std::isnan(m.at(i, j))) continue;
            table.source.push_back(i);
            table.target.push_back(j);
            table.weight.push_back(m.at(i, j));
        }
    }
    return table;
}

std::vector<double> read_neuron_values(const std::filesystem::path& file) {
    matrix m = read_numbers(file);
    if (m.rows == 1 || m.columns == 1) return std::move(m.values);
    throw input_error({.file = file.string(),
                       .found = fmt::format("found a matrix of {} x {}", m.rows, m.columns),
                       .expected = "one row or one column"});
}

}  // namespace memglia
