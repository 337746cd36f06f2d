#include "snan/tasks/resource_field/resource_bump.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/tasks/resource_field/angle.hpp"

namespace memglia {

namespace {

// What the threshold of a bump of this half-width is.
double threshold_of(const conserved_parameters& p, double half_width) {
    return active_resource(p, half_width) * sine(2 * half_width);
}

// Where threshold_of() is largest, which is between 0 and pi/2 and no more than once.
double widest_margin(const conserved_parameters& p) {
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double low = 0;
    double high = pi / 2;
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    for (int i = 0; i < 100; ++i) {
        if (threshold_of(p, left) < threshold_of(p, right)) {
            low = left;
            left = right;
            right = low + golden * (high - low);
        } else {
            high = right;
            right = left;
            left = high - golden * (high - low);
        }
    }
    return (low + high) / 2;
}

}  // namespace

double wrapped(double angle) {
    const double turns = angle / (2 * pi) + 0.5;
    return (turns - std::floor(turns) - 0.5) * (2 * pi);
}

double resource_bump::share() const {
    return half_width / pi;
}

double active_resource(const conserved_parameters& p, double half_width) {
    const double flow = p.gamma * half_width / pi;
    const double missing = 2 * p.beta / (p.beta + std::sqrt(p.beta * p.beta + 4 * p.beta * flow));
    return flow * missing * missing / p.beta;
}

double largest_theta(const conserved_parameters& p) {
    return threshold_of(p, widest_margin(p));
}

resource_bump wide_bump(const conserved_parameters& p) {
    double low = widest_margin(p);
    double high = pi / 2;
    if (!(threshold_of(p, low) >= p.theta)) {
        throw input_error({.path = "theta",
                           .found = "found " + number_text(p.theta) + ": there is no bump",
                           .expected = "at most " + number_text(threshold_of(p, low)) +
                                       ", the largest with this beta and gamma"});
    }
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (threshold_of(p, middle) >= p.theta ? low : high) = middle;
    }
    const double c0 = active_resource(p, low);
    return {low, c0, low / pi * (1 - c0), 2 * c0 * sine(low)};
}

}  // namespace memglia
