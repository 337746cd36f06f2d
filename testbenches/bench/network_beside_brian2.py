#!/usr/bin/env python3
"""Runs the networks of bench_network in Brian2's C++ standalone mode beside the engine of memglia:
the same graph, weights and start, N leaky neurons with 100 targets each, static and with pair STDP;
delta synapses with one delay, then (exp) synapses as decaying currents with 26 delays.
Prints synaptic events per CPU second of both, their ratio, and whether all spikes are identical.

usage: network_beside_brian2.py BENCH_NETWORK [--neurons 1000 10000] [--seconds 5] [--repeats 3]

BENCH_NETWORK is the built testbenches/bench_network. Needs Brian2 (Debian: python3-brian) and a C++
compiler. The repeats of the two programs alternate; the best of each counts, building does not.
"""

import argparse
import os
import subprocess
import sys
import tempfile

try:
    import brian2 as b2
    import numpy as np
except ImportError as missing:
    sys.exit(f"Brian2 is not installed: {missing}")

TARGETS = 100
W_MAX = 8e-3
KINDS = ["static", "stdp", "exp_static", "exp_stdp"]


def make_network(neurons, file):
    draw = np.random.default_rng(1)
    pre = np.repeat(np.arange(neurons, dtype="<i4"), TARGETS)
    post = np.empty((neurons, TARGETS), dtype="<i4")
    for i in range(neurons):
        j = np.sort(draw.choice(neurons - 1, TARGETS, replace=False))
        post[i] = j + (j >= i)
    network = {
        "pre": pre,
        "post": post.ravel(),
        "w": draw.uniform(0, W_MAX / 2, neurons * TARGETS),
        "I": draw.uniform(1.02, 1.25, neurons),
        "v0": draw.uniform(0, 1, neurons),
        "delay": draw.integers(10, 36, neurons * TARGETS).astype("<i4"),
    }
    np.savez(file, **network)
    return network


def build_brian2(network, kind, seconds, folder):
    has_currents = kind.startswith("exp")
    to = "g_post" if has_currents else "v_post"
    b2.device.reinit()
    b2.device.activate()
    b2.set_device("cpp_standalone", build_on_run=False, directory=folder)
    b2.defaultclock.dt = 0.1 * b2.ms
    cells = b2.NeuronGroup(
        len(network["I"]),
        """dv/dt = (I + g - v) / (20*ms) : 1 (unless refractory)
           dg/dt = -g / (5*ms) : 1
           I : 1"""
        if has_currents
        else "dv/dt = (I - v) / (20*ms) : 1 (unless refractory)\nI : 1",
        threshold="v >= 1",
        reset="v = 0",
        refractory=2 * b2.ms,
        method="exact",
    )
    cells.I = network["I"]
    cells.v = network["v0"]
    if kind.endswith("stdp"):
        synapses = b2.Synapses(
            cells,
            cells,
            """w : 1
               dapre/dt = -apre / (20*ms) : 1 (event-driven)
               dapost/dt = -apost / (20*ms) : 1 (event-driven)""",
            on_pre=f"{to} += w; apre += 4e-5; w = clip(w + apost, 0, 8e-3)",
            on_post="apost -= 4.2e-5; w = clip(w + apre, 0, 8e-3)",
        )
    else:
        synapses = b2.Synapses(cells, cells, "w : 1", on_pre=f"{to} += w")
    synapses.connect(i=network["pre"], j=network["post"])
    synapses.w = network["w"]
    synapses.pre.delay = (network["delay"] * 0.1 if has_currents else 1) * b2.ms
    spikes = b2.SpikeMonitor(cells)
    everything = b2.Network(cells, synapses, spikes)
    b2.device.insert_code("main", "const clock_t cpu_start = clock();")
    everything.run(seconds * b2.second)
    b2.device.insert_code(
        "main", 'std::ofstream("cpu_s.txt") << double(clock() - cpu_start) / CLOCKS_PER_SEC;'
    )
    b2.device.build(directory=folder, compile=True, run=False, with_output=False)


def run_brian2(folder):
    subprocess.run([os.path.join(folder, "main")], cwd=folder, check=True)
    with open(os.path.join(folder, "cpu_s.txt")) as file:
        return float(file.read())


def run_memglia(bench, file, kind, seconds, spikes):
    out = subprocess.run(
        [bench, file, str(seconds), "1", kind, spikes], check=True, capture_output=True, text=True
    ).stdout
    fields = out.splitlines()[-1].split()
    return int(fields[2]), float(fields[5])


def read_spikes(brian2_folder, memglia_file):
    def array(name, kind):
        results = os.path.join(brian2_folder, "results")
        (found,) = [f for f in os.listdir(results) if f.startswith(f"_dynamic_array_spikemonitor") and f"_{name}_" in f]
        return np.fromfile(os.path.join(results, found), dtype=kind)

    step = np.rint(array("t", "<f8") / 1e-4).astype(np.int64)
    brian2 = np.stack([array("i", "<i4").astype(np.int64), step], axis=1)
    memglia = np.loadtxt(memglia_file, delimiter=",", skiprows=1, dtype=np.int64)
    return [table[np.lexsort((table[:, 0], table[:, 1]))] for table in (brian2, memglia)]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("bench")
    parser.add_argument("--neurons", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    given = parser.parse_args()
    print(f"{'neurons':>8} {'kind':<10} {'Brian2 Mev/s':>13} {'memglia Mev/s':>14} {'ratio':>6} spikes")
    with tempfile.TemporaryDirectory() as here:
        for neurons in given.neurons:
            file = os.path.join(here, f"{neurons}.npz")
            network = make_network(neurons, file)
            for kind in given.kinds:
                folder = os.path.join(here, f"brian2_{neurons}_{kind}")
                build_brian2(network, kind, given.seconds, folder)
                spikes = os.path.join(here, "spikes.csv")
                brian2_s, memglia_s = [], []
                for _ in range(given.repeats):
                    brian2_s.append(run_brian2(folder))
                    events, took_s = run_memglia(given.bench, file, kind, given.seconds, spikes)
                    memglia_s.append(took_s)
                theirs, ours = read_spikes(folder, spikes)
                same = "identical" if np.array_equal(theirs, ours) else "DIFFERENT"
                rates = [events / min(s) / 1e6 for s in (brian2_s, memglia_s)]
                print(
                    f"{neurons:>8} {kind:<10} {rates[0]:>13.1f} "
                    f"{rates[1]:>14.1f} {rates[1] / rates[0]:>6.1f} {len(theirs)} {same}",
                    flush=True,
                )


main()
