#include "contract/generate.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/money.hpp"

namespace guichet::contract {
namespace {

namespace json = boost::json;

bool chance(Random& random, std::uint64_t one_in) { return random.below(one_in) == 0; }

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(
                   random.below(static_cast<std::uint64_t>(high - low) + 1));
}

/// A length within bounds, often the largest one.
std::size_t some_length(Random& random, const Field& field) {
  const std::int64_t low = std::max<std::int64_t>(field.min, 1);
  const std::int64_t high = chance(random, 4) ? field.max : std::min<std::int64_t>(field.max, 12);
  return static_cast<std::size_t>(between(random, low, std::max(low, high)));
}

/// Letters of one to four bytes; no digits, which could make a card number by chance.
std::string some_text(Random& random, std::size_t characters, bool ascii) {
  static constexpr std::array<std::string_view, 8> letters = {"a", "Z", "-", "_",
                                                              "é", "ß", "€", "💳"};
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += letters[random.below(ascii ? 4 : 8)];
  return text;
}

std::string some_digits(Random& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.push_back(static_cast<char>('0' + random.below(10)));
  return text;
}

template <std::size_t N>
json::value one_of(Random& random, const std::array<const char*, N>& values) {
  return json::value(values[random.below(N)]);
}

json::value some_integer(Random& random, const Field& field) {
  std::int64_t number = between(random, field.min, field.max);
  if (chance(random, 5)) number = chance(random, 2) ? field.min : field.max;
  if (chance(random, 3)) return json::value(std::to_string(number));
  return json::value(number);
}

json::value some_scalar(Random& random, const Field& field) {
  switch (field.kind) {
    case Kind::integer: return some_integer(random, field);
    case Kind::decimal: {
      const std::int64_t units = between(random, field.min, std::max(field.min, field.max - 1));
      if (chance(random, 3)) return json::value(units);
      return json::value(std::to_string(units) + (chance(random, 2) ? ".5" : ".25"));
    }
    case Kind::boolean:
      if (chance(random, 3)) return json::value(chance(random, 2) ? "true" : "false");
      return json::value(chance(random, 2));
    case Kind::choice: {
      const std::string_view literal = field.literals[random.below(field.literals.size())];
      return json::value(json::string_view(literal.data(), literal.size()));
    }
    case Kind::date_time:
      return one_of<3>(random, {"2026-03-14T09:26:53+00:00", "2027-12-31T23:59:59Z",
                                "2026-03-14T10:26:53+01:00"});
    case Kind::url: {
      std::string url = chance(random, 2) ? "https://shop.example/" : "http://127.0.0.1:8080/a?b=";
      const auto room = static_cast<std::size_t>(field.max) - url.size();
      return json::value(url + some_text(random, random.below(room + 1), true));
    }
    case Kind::email: return one_of<2>(random, {"maya@example.org", "a.b+c@x.example"});
    case Kind::country: return one_of<3>(random, {"FR", "DE", "BR"});
    case Kind::language: return one_of<3>(random, {"fr", "EN", "pt_BR"});
    case Kind::currency: return one_of<3>(random, {"EUR", "JPY", "KWD"});
    case Kind::uuid: return json::value(random.hex(128));
    case Kind::digits: return json::value(some_digits(random, some_length(random, field)));
    case Kind::card_number:
      return json::value(some_digits(random, static_cast<std::size_t>(between(random, 8, 19))));
    case Kind::security_code:
      return json::value(some_digits(random, static_cast<std::size_t>(between(random, 3, 4))));
    default:
      if (field.min <= 1 && field.max >= 3 && chance(random, 5)) {
        return json::value(between(random, 0, 99));
      }
      return json::value(some_text(random, some_length(random, field), field.kind == Kind::ascii));
  }
}

json::object some_members(Random& random, std::size_t count) {
  json::object members;
  for (std::size_t i = 0; i < count; ++i) {
    members["k" + std::to_string(i)] = some_text(random, between(random, 0, 5), false);
  }
  return members;
}

json::value some_value(Random& random, const Field& field) {
  switch (field.kind) {
    case Kind::object: return generate_body(*field.shape, random);
    case Kind::list: {
      json::array entries;
      const auto high = std::max<std::int64_t>(1, std::min<std::int64_t>(field.max, 3));
      const auto count = between(random, std::max<std::int64_t>(field.min, 1), high);
      Field entry = field;
      entry.kind = field.element;
      entry.min = 0;
      entry.max = 100;
      for (std::int64_t i = 0; i < count; ++i) {
        if (field.shape != nullptr) entries.push_back(generate_body(*field.shape, random));
        else entries.push_back(some_scalar(random, entry));
      }
      return entries;
    }
    case Kind::map:
      return some_members(random, static_cast<std::size_t>(between(random, 1, field.max)));
    case Kind::any_json: return some_members(random, 3);
    default: return some_scalar(random, field);
  }
}

json::value value_of(const std::string& text) { return json::value(json::string(text)); }

json::object one_member(const std::string& name, const std::string& text) {
  json::object members;
  members[name] = text;
  return members;
}

/// Values the field must refuse.
std::vector<json::value> wrong_values(Random& random, const Field& field) {
  std::vector<json::value> values;
  const auto too_long = static_cast<std::size_t>(field.max) + 1;
  switch (field.kind) {
    case Kind::text:
      values = {value_of(some_text(random, too_long, false)), true, json::object{{"a", 1}}};
      break;
    case Kind::ascii:
      values = {value_of(some_text(random, too_long, true)), "é", json::array{1}};
      break;
    case Kind::integer: values = {field.max + 1, field.min - 1, 1.5, "1.0", "x", true}; break;
    case Kind::decimal: values = {field.max + 1, "1.234", "x", "1,5", true}; break;
    case Kind::boolean: values = {"yes", 1, json::array{true}}; break;
    case Kind::choice: values = {"no such literal", 5, true}; break;
    case Kind::date_time: values = {"2026-13-01T00:00:00Z", "today", 20260314}; break;
    case Kind::url:
      values = {"ftp://shop.example/", "shop.example", "https://",
                value_of("https://shop.example/" + some_text(random, too_long, true))};
      break;
    case Kind::email:
      values = {"no at sign", "a@", "@b", "a@b@c",
                value_of(some_text(random, too_long, true) + "@b.example")};
      break;
    case Kind::country: values = {"fr", "FRA", "ZZ", 12}; break;
    case Kind::language: values = {"french", "f", "f1", 12}; break;
    case Kind::currency: values = {"eur", "ZZZ", 978, "EURO"}; break;
    case Kind::uuid:
      values = {"1234", value_of(random.hex(128) + "0"), value_of("G" + random.hex(120))};
      break;
    case Kind::digits:
      values = {value_of(some_digits(random, too_long)), "12a4", true};
      break;
    case Kind::object: values = {5, "x", json::array{1}}; break;
    case Kind::list:
      values = {5, "x", json::array{json::value(json::array())}};
      if (field.max < 100) values.emplace_back(json::array(too_long, some_value(random, field)));
      break;
    case Kind::map:
      values = {5, "x", json::object{{"a", json::array{1}}}, json::object{{"", "x"}},
                one_member(std::string(map_key_chars_max + 1, 'k'), "x"),
                one_member("k", std::string(map_value_chars_max + 1, 'v')),
                some_members(random, too_long)};
      break;
    case Kind::any_json:
      values = {5, "x", one_member("k", std::string(too_long, 'v'))};
      break;
    case Kind::card_number: values = {"1234567", "12345678901234567890", "4929 0000", true}; break;
    case Kind::security_code: values = {"12", "12345", "12a", json::object{{"a", 1}}}; break;
  }
  return values;
}

using Wrap = std::function<json::object(json::object)>;

class Breaker {
 public:
  explicit Breaker(Random& random) : random_(random) {}

  void break_shape(const Shape& shape, const std::string& path, const Wrap& wrap) {
    for (const Field& field : shape.fields) {
      const std::string here = path.empty() ? std::string(field.name)
                                            : path + "." + std::string(field.name);
      break_field(shape, field, here, wrap);
      if (field.shape == nullptr || !field.unbuilt.empty()) continue;
      break_shape(*field.shape, here, [&](json::object inner) {
        json::object members = generate_body(shape, random_);
        if (field.kind == Kind::list) members[field.name] = json::array{std::move(inner)};
        else members[field.name] = std::move(inner);
        return wrap(std::move(members));
      });
    }
  }

  std::vector<BrokenBody> broken;

 private:
  void break_field(const Shape& shape, const Field& field, const std::string& path,
                   const Wrap& wrap) {
    const auto add = [&](json::object members, std::string_view code) {
      // An object without members reads as absent: the fault would not be seen.
      if (members.empty()) members["unknown"] = true;
      broken.push_back({wrap(std::move(members)), path, std::string(code)});
    };
    if (!field.unbuilt.empty()) {
      json::object members = generate_body(shape, random_);
      members[field.name] = some_value(random_, field);
      add(std::move(members), field.unbuilt);
      return;
    }
    for (json::value& value : wrong_values(random_, field)) {
      json::object members = generate_body(shape, random_);
      members[field.name] = std::move(value);
      add(std::move(members), field.code);
    }
    if (!field.required) return;
    json::object without = generate_body(shape, random_);
    without.erase(field.name);
    add(without, field.missing_code);
    without[field.name] = nullptr;
    add(std::move(without), field.missing_code);
  }

  Random& random_;
};

}  // namespace

boost::json::object generate_body(const Shape& shape, Random& random) {
  json::object body;
  for (const Field& field : shape.fields) {
    if (!field.unbuilt.empty()) continue;
    if (!field.required && !chance(random, 3)) {
      if (chance(random, 10)) body[field.name] = nullptr;
      continue;
    }
    const bool by_alias = !field.alias.empty() && !field.required && chance(random, 3);
    body[by_alias ? field.alias : field.name] = some_value(random, field);
  }
  if (chance(random, 4)) body["more"] = "more";
  return body;
}

std::vector<BrokenBody> generate_broken_bodies(const Shape& shape, Random& random) {
  Breaker breaker(random);
  breaker.break_shape(shape, {}, [](json::object body) { return body; });
  return std::move(breaker.broken);
}

}  // namespace guichet::contract
