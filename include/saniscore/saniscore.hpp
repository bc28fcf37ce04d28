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
#include <saniscore/survey/calibrate.hpp>
#include <saniscore/survey/change.hpp>
#include <saniscore/survey/coding.hpp>
#include <saniscore/survey/design.hpp>
#include <saniscore/survey/interval.hpp>
#include <saniscore/survey/plan.hpp>
#include <saniscore/survey/questionnaire.hpp>
#include <saniscore/survey/rate.hpp>
#include <saniscore/survey/verdict.hpp>
#include <saniscore/version.hpp>
