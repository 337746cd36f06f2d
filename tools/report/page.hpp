#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/report/drawing.hpp"
#include "tools/report/numbers_table.hpp"
#include "tools/report/pictures.hpp"

namespace memglia {

/// A page in the look of the reports: a headline with tiles, then sections of numbered figures and
/// tables. Texts are escaped here but for captions and markup.
class report_page {
  public:
    /// `answer`: the sentence below the title.
    report_page(std::string title, std::string answer);

    /// The large numbers of the headline.
    void add_tile(std::string_view label, std::string_view value, std::string_view unit,
                  std::string_view note);

    /// What is added from here on stands in it. `gloss`: a sentence below its title.
    void begin_section(std::string_view title, std::string_view gloss = "");

    /// "Figure N". Also a picture of its own in figures/NAME.svg, as wide as on the page. Drawn for
    /// the page and for a phone.
    void add_figure(const std::string& name, const std::function<drawing(figure_width)>& draw,
                    std::string_view caption);

    /// "Table N": `head` names the columns, the first that of the rows.
    void add_table(std::string_view caption, const std::vector<std::string>& head,
                   const std::vector<table_row>& rows);

    void add_text(std::string_view text);
    void add_markup(std::string_view markup) { body_ += markup; }

    /// What is empty is left out.
    void add_provenance(const std::vector<std::pair<std::string, std::string>>& entries,
                        std::string_view configuration);

    std::string html() const;
    const std::vector<picture>& pictures() const { return pictures_; }

  private:
    std::string title_;
    std::string answer_;
    std::string tiles_;
    std::string body_;  ///< with its last section open
    bool in_section_ = false;
    std::size_t figures_ = 0;
    std::size_t tables_ = 0;
    std::vector<picture> pictures_;
};

}  // namespace memglia
