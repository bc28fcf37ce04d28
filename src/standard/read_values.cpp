// StandardReader: objects, complaints and plain values.
#include "standard/standard_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saniscore::inline v0::detail {
namespace {

/// What a value is, for "expected a number, found …".
Phrase found(JsonValue v) {
  switch (v.kind()) {
    case JsonValue::Kind::null: return {"null", "null"};
    case JsonValue::Kind::boolean: {
      const std::string word = v.boolean() ? "true" : "false";
      return {word, " " + word};
    }
    case JsonValue::Kind::number: return {"the number " + number_text(v.number()), "数字 " + number_text(v.number())};
    case JsonValue::Kind::string: return {"the text " + quoted(v.string()), "文本" + quoted_zh(v.string())};
    case JsonValue::Kind::array: return {"a list", "列表"};
    case JsonValue::Kind::object: break;
  }
  return {"an object", "对象"};
}

}  // namespace

std::string quoted(std::string_view text) { return '"' + shortened(text) + '"'; }
std::string quoted_zh(std::string_view text) { return "“" + shortened(text) + "”"; }

Phrase one_of(std::span<const std::string_view> names) {
  Phrase out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) {
      out.en += i + 1 == names.size() ? " or " : ", ";
      out.zh += i + 1 == names.size() ? "或" : "、";
    }
    out.en += quoted(names[i]);
    out.zh += quoted_zh(names[i]);
  }
  return out;
}

// ---- objects

StandardReader::Object::Object(StandardReader& reader, JsonValue v, Phrase what, Keys keys)
    : reader_(reader), value_(v), what_(std::move(what)), keys_(keys), sound_(v.is(Kind::object)) {
  if (!sound_) {
    reader.wrong_type(v, {what_.en + " as an object in { }", what_.zh + "（写在 { } 中的对象）"});
    return;
  }
  v.for_each_member([&](JsonValue key, JsonValue member) {
    const std::string_view name = key.string();
    if (name.substr(0, 2) == "x-") return;
    const auto known = std::find(keys_.begin(), keys_.end(), name);
    if (known == keys_.end()) {
      if (const std::string_view meant = reader.unknown_key(key, what_, keys_); !meant.empty())
        misspelt_.push_back(meant);
      return;
    }
    std::uint32_t& slot = slots_[static_cast<std::size_t>(known - keys_.begin())];
    if (slot == 0) slot = member.index();  // a repeated key has been complained about; the first counts
  });
}

std::uint32_t StandardReader::Object::slot(std::string_view key) const {
  const auto known = std::find(keys_.begin(), keys_.end(), key);
  return known == keys_.end() ? 0 : slots_[static_cast<std::size_t>(known - keys_.begin())];
}

std::optional<JsonValue> StandardReader::Object::operator[](std::string_view key) const {
  const std::uint32_t index = slot(key);
  if (index == 0) return std::nullopt;
  return value_.at_index(index);
}

std::optional<JsonValue> StandardReader::Object::need(std::string_view key) const {
  std::optional<JsonValue> v = (*this)[key];
  if (!v && lacks(Keys(&key, 1))) {
    reader_.complain(
        "S003", value_,
        {what_.en + " needs " + quoted(key) + "; add it", what_.zh + "缺少" + quoted_zh(key) + "；请补上"});
  }
  return v;
}

std::size_t StandardReader::Object::at_most_one(Keys keys) const {
  std::size_t count = 0;
  std::string_view first;
  for (const std::string_view key : keys) {
    if (!has(key)) continue;
    if (++count == 1) {
      first = key;
    } else {
      reader_.exclusive("S005", *(*this)[key], first, key);
    }
  }
  return count;
}

bool StandardReader::Object::lacks(Keys keys) const {
  const auto found = [this](std::string_view key) {
    return has(key) || std::find(misspelt_.begin(), misspelt_.end(), key) != misspelt_.end();
  };
  return sound_ && std::none_of(keys.begin(), keys.end(), found);
}

void StandardReader::Object::only_with(std::string_view key, std::string_view other) const {
  if (!has(key) || has(other)) return;
  reader_.complain("S005", *(*this)[key],
                   {quoted(key) + " means something only beside " + quoted(other) + "; add that or remove this",
                    quoted_zh(key) + "只有与" + quoted_zh(other) + "同时出现才有意义；请补上后者或删去前者"});
}

// ---- complaints

void StandardReader::complain(std::string_view code, JsonValue at, Phrase what) {
  if (remarks_.wanted()) remarks_.add(code, at.offset(), at.pointer(), std::move(what));
}

void StandardReader::wrong_type(JsonValue v, Phrase expected) {
  if (!remarks_.wanted()) return;
  const Phrase is = found(v);
  std::string hint_en, hint_zh;
  if (v.is(Kind::string) && expected.en.find("number") != std::string::npos && parse_number(v.string())) {
    hint_en = "; write it without quotes";
    hint_zh = "；请去掉引号";
  } else if (v.is(Kind::number) && expected.en.find("text") != std::string::npos) {
    hint_en = "; put it in quotes";
    hint_zh = "；请加上引号";
  } else if (v.is(Kind::null)) {
    hint_en = "; give a value or leave the key out";
    hint_zh = "；请填写，或删去该键";
  }
  remarks_.add(
      "S001", v.offset(), v.pointer(),
      {"expected " + expected.en + ", found " + is.en + hint_en, "应为" + expected.zh + "，实为" + is.zh + hint_zh});
}

std::string_view StandardReader::unknown_key(JsonValue key, const Phrase& what, Keys allowed) {
  if (!remarks_.wanted()) return {};
  const std::string_view name = key.string();
  Phrase text{"unknown key " + quoted(name) + " in " + what.en, what.zh + "中有不认识的键" + quoted_zh(name)};
  const std::string_view near = nearest(name, allowed);
  if (!near.empty()) {
    text.en += "; did you mean " + quoted(near) + "?";
    text.zh += "；是不是" + quoted_zh(near) + "？";
  } else if (!allowed.empty() && allowed.size() <= 12) {
    const Phrase known = one_of(allowed);
    text.en += "; use " + known.en + ", or begin remarks with \"x-\"";
    text.zh += "；可用" + known.zh + "，说明性内容的键请以“x-”开头";
  } else {
    text.en += "; remove it, or put remarks under a key that begins with \"x-\"";
    text.zh += "；请删去，说明性内容请写在以“x-”开头的键中";
  }
  remarks_.add("S002", key.offset(), key.pointer(), std::move(text));
  return near;
}

void StandardReader::not_a_word(JsonValue v, Keys words) {
  const Phrase all = one_of(words);
  if (!v.is(Kind::string)) {
    wrong_type(v, {"the text " + all.en, "文本" + all.zh});
    return;
  }
  if (!remarks_.wanted()) return;
  Phrase text{quoted(v.string()) + " is not known here", "此处不能用" + quoted_zh(v.string())};
  if (const std::string_view near = nearest(v.string(), words); !near.empty()) {
    text.en += "; did you mean " + quoted(near) + "?";
    text.zh += "；是不是" + quoted_zh(near) + "？";
    if (words.size() > 1) {
      text.en += " Allowed: " + all.en;
      text.zh += "可用" + all.zh;
    }
  } else {
    text.en += "; write " + all.en;
    text.zh += "；请写" + all.zh;
  }
  remarks_.add("S004", v.offset(), v.pointer(), std::move(text));
}

void StandardReader::exclusive(std::string_view code, JsonValue at, std::string_view a, std::string_view b) {
  complain(code, at,
           {quoted(a) + " and " + quoted(b) + " exclude each other; keep one of them",
            quoted_zh(a) + "与" + quoted_zh(b) + "不能同时使用；请只保留一个"});
}

// ---- plain values

bool StandardReader::text(JsonValue v, std::string& out) {
  if (!v.is(Kind::string)) {
    wrong_type(v, {"a text", "文本"});
    return false;
  }
  out = v.string();
  return true;
}

bool StandardReader::name(JsonValue v, std::string& out) {
  if (!text(v, out)) return false;
  if (!out.empty()) return true;
  complain("S014", v, {"the text is empty; fill it in or leave the key out", "文本为空；请填写，或删去该键"});
  return false;
}

bool StandardReader::number(JsonValue v, double& out) {
  if (!v.is(Kind::number)) {
    wrong_type(v, {"a number", "数字"});
    return false;
  }
  out = v.number();
  return true;
}

void StandardReader::number(const std::optional<JsonValue>& v, std::optional<double>& out) {
  double value = 0;
  if (v && number(*v, value)) out = value;
}

bool StandardReader::at_least_zero(JsonValue v, double& out) {
  double value = 0;
  if (!number(v, value)) return false;
  if (value < 0) {
    complain("S006", v,
             {number_text(value) + " is negative; write 0 or more", number_text(value) + " 为负；请填 0 或正数"});
    return false;
  }
  out = value;
  return true;
}

bool StandardReader::integer(JsonValue v, int least, int most, int& out) {
  double value = 0;
  if (!number(v, value)) return false;
  if (value < least || value > most || value != std::floor(value)) {
    const bool bounded = most != std::numeric_limits<int>::max();
    const std::string low = std::to_string(least), high = std::to_string(most), is = number_text(value);
    complain("S006", v,
             {"expected a whole number " + (bounded ? "from " + low + " to " + high : "of at least " + low) +
                  ", found " + is,
              "应为" + (bounded ? " " + low + " 到 " + high + " 的" : "不小于 " + low + " 的") + "整数，实为 " + is});
    return false;
  }
  out = static_cast<int>(value);
  return true;
}

bool StandardReader::boolean(JsonValue v, bool& out) {
  if (!v.is(Kind::boolean)) {
    wrong_type(v, {"true or false", " true 或 false"});
    return false;
  }
  out = v.boolean();
  return true;
}

bool StandardReader::only_true(JsonValue v) {
  bool value = true;
  if (!boolean(v, value) || value) return value;
  complain(
      "S004", v,
      {"false has no meaning here; write true or leave the key out", "此处写 false 没有意义；请写 true 或删去该键"});
  return false;
}

bool StandardReader::array(JsonValue v, const Phrase& of, bool may_be_empty) {
  if (!v.is(Kind::array)) {
    wrong_type(v, {"a list of " + of.en + " in [ ]", of.zh + "的列表（写在 [ ] 中）"});
    return false;
  }
  if (v.size() != 0 || may_be_empty) return true;
  complain(
      "S012", v,
      {"the list of " + of.en + " is empty; fill it or leave the key out", of.zh + "的列表为空；请填写，或删去该键"});
  return false;
}

void StandardReader::names(JsonValue v, std::vector<std::string>& out) {
  if (v.is(Kind::string)) {
    name(v, out.emplace_back());
    return;
  }
  if (!v.is(Kind::array)) {
    wrong_type(v, {"a text or a list of texts", "文本或文本的列表"});
    return;
  }
  items(v, {"texts", "文本"}, out, [this](JsonValue item, std::string& to) { name(item, to); });
}

bool StandardReader::state(JsonValue v, bool with_known, State& out) {
  if (v.is(Kind::string)) {
    const std::optional<State> s = parse_state(v.string());
    if (s && (with_known || *s != State::known)) {
      out = *s;
      return true;
    }
  }
  static constexpr std::array<std::string_view, 5> words{"not_applicable", "not_inspected", "withheld", "invalid",
                                                         "known"};
  not_a_word(v, std::span(words).first(with_known ? 5 : 4));
  return false;
}

void StandardReader::states(JsonValue v, std::vector<State>& out) {
  if (!v.is(Kind::array)) {
    state(v, true, out.emplace_back());
    return;
  }
  items(v, {"states", "状态"}, out, [this](JsonValue item, State& to) { state(item, true, to); });
}

void StandardReader::pair(JsonValue v, std::pair<double, double>& out) {
  if (!v.is(Kind::array) || v.size() != 2) {
    if (!v.is(Kind::array)) {
      wrong_type(v, {"a list of two numbers", "两个数字的列表"});
    } else {
      complain("S015", v,
               {"expected two numbers, found " + std::to_string(v.size()) + " items; write [least, most]",
                "应为两个数字，实有 " + std::to_string(v.size()) + " 项；请写成 [最小, 最大]"});
    }
    return;
  }
  double* to = &out.first;
  v.for_each_item([&](JsonValue item) {
    number(item, *to);
    to = &out.second;
  });
}

}  // namespace saniscore::inline v0::detail
