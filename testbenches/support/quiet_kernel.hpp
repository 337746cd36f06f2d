#pragma once

#include <cstdlib>
#include <systemc>

// A SystemC kernel that says nothing and forgives nothing.
namespace memglia {

/// First object of every test that has a kernel: no banner, no information texts, and every SystemC
/// warning or error becomes an exception, so that it fails the test. SystemC allows one simulation
/// per process: one test case, one process.
class quiet_kernel {
  public:
    quiet_kernel() {
        setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
        sc_core::sc_report_handler::set_handler(throw_from_warning);
    }
    quiet_kernel(const quiet_kernel&) = delete;
    quiet_kernel& operator=(const quiet_kernel&) = delete;

  private:
    static void throw_from_warning(const sc_core::sc_report& report, const sc_core::sc_actions&) {
        if (report.get_severity() >= sc_core::SC_WARNING) throw report;
    }
};

}  // namespace memglia
