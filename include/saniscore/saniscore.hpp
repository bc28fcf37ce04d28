// Everything saniscore offers.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/base/state.hpp>
#include <saniscore/scoring/compare.hpp>
#include <saniscore/scoring/examine.hpp>
#include <saniscore/scoring/explain.hpp>
#include <saniscore/scoring/observations.hpp>
#include <saniscore/scoring/score.hpp>
#include <saniscore/scoring/table.hpp>
#include <saniscore/standard/catalogue.hpp>
#include <saniscore/standard/read.hpp>
#include <saniscore/standard/spec.hpp>
#include <saniscore/standard/standard.hpp>
#include <saniscore/version.hpp>
