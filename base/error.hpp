#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

// Errors that carry their data. Cores throw them; only tools/ turns them into text and exit codes.
namespace memglia {

/// Something the user can mend. Exit code 1 unless a derived class says otherwise.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The command line was wrong (exit code 2).
struct usage_error : error {
    using error::error;
};

/// An input file or value was wrong (exit code 3). Every member may be empty but `found`.
struct input_error : error {
    struct details {
        std::string file = "";      ///< where the text came from: a path, or "--set"
        std::size_t line = 0;       ///< 1-based; 0 if the error has no line
        std::string path = "";      ///< dotted key inside the file
        std::string found = "";     ///< what stood there
        std::string expected = "";  ///< what should have stood there
        std::string hint = "";      ///< a way to mend it
    };
    explicit input_error(details d);
    details data;
};

/// A signal asked the run to stop (exit code 130).
struct interrupted : error {
    using error::error;
};

/// A broken invariant of our own: a bug in memglia, never the user's fault.
struct internal_error : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace memglia
