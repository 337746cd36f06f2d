// Debian's libsystemc.so has sc_main undefined, so every executable must define one. memglia
// elaborates and starts the kernel from its own main() and never enters here. Weak: a program with
// an sc_main of its own keeps that.
#include <systemc>

[[gnu::weak]] int sc_main(int, char*[]) {
    return 1;
}
