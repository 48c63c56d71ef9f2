// Plays events on one physical model of the Synthesis ToolKit: heldout_stk MODEL SECONDS < events > float32 samples at 48 kHz.
// An event is a line "sample on hz amplitude", "sample off" or "sample hz hz". apt: libstk-dev g++; build: see make_heldout.py
#include <stk/BeeThree.h>
#include <stk/BlowBotl.h>
#include <stk/BlowHole.h>
#include <stk/Bowed.h>
#include <stk/Brass.h>
#include <stk/Clarinet.h>
#include <stk/FMVoices.h>
#include <stk/Flute.h>
#include <stk/HevyMetl.h>
#include <stk/Mandolin.h>
#include <stk/ModalBar.h>
#include <stk/Moog.h>
#include <stk/PercFlut.h>
#include <stk/Plucked.h>
#include <stk/Rhodey.h>
#include <stk/Saxofony.h>
#include <stk/Shakers.h>
#include <stk/Sitar.h>
#include <stk/StifKarp.h>
#include <stk/Wurley.h>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>
using namespace stk;

static Instrmnt *make(const std::string &name) {
	const StkFloat lowest = 30;
	if (name == "clarinet") return new Clarinet(lowest);
	if (name == "saxofony") return new Saxofony(lowest);
	if (name == "flute") return new Flute(lowest);
	if (name == "blowhole") return new BlowHole(lowest);
	if (name == "bottle") return new BlowBotl();
	if (name == "bowed") return new Bowed(lowest);
	if (name == "brass") return new Brass(lowest);
	if (name == "plucked") return new Plucked(lowest);
	if (name == "stifkarp") return new StifKarp(lowest);
	if (name == "mandolin") return new Mandolin(lowest);
	if (name == "sitar") return new Sitar(lowest);
	if (name == "rhodey") return new Rhodey();
	if (name == "wurley") return new Wurley();
	if (name == "percflut") return new PercFlut();
	if (name == "hevymetl") return new HevyMetl();
	if (name == "fmvoices") return new FMVoices();
	if (name == "beethree") return new BeeThree();
	if (name == "moog") return new Moog();
	if (name == "shakers") return new Shakers();
	auto *bar = new ModalBar();
	bar->setPreset(name == "marimba" ? 0 : name == "vibraphone" ? 1 : 4);
	return bar;
}

int main(int count, char **arguments) {
	if (count != 3) return 2;
	Stk::setSampleRate(48000);
	Stk::setRawwavePath("/usr/share/stk/rawwaves/");
	std::unique_ptr<Instrmnt> instrument(make(arguments[1]));
	std::srand(20261121); // after the models have seeded their noise by the clock
	const long total = std::atof(arguments[2]) * 48000;
	std::vector<float> out(total);
	long now = 0, at;
	std::string what;
	const auto play = [&](long until) {
		for (; now < until && now < total; now++) out[now] = instrument->tick();
	};
	while (std::cin >> at >> what) {
		play(at);
		StkFloat hz = 0, amplitude = 0;
		if (what == "on") { std::cin >> hz >> amplitude; instrument->noteOn(hz, amplitude); }
		else if (what == "hz") { std::cin >> hz; instrument->setFrequency(hz); }
		else instrument->noteOff(0.5);
	}
	play(total);
	std::fwrite(out.data(), sizeof(float), out.size(), stdout);
}
