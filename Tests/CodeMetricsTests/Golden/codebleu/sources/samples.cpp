template <typename T> T largest(const std::vector<T> &values) { T best = values.at(0); for (const auto &v : values) { if (best < v) best = v; } return best; }

class Counter { public: explicit Counter(int start = 0) : value_(start) {} int next() { return value_++; } private: int value_; };

std::string join(const std::vector<std::string> &parts, char mark) { std::string out; bool first = true; for (size_t i = 0; i < parts.size(); ++i) { if (!first) { out += mark; } else { first = false; } out += parts[i]; } return out; // done
}

auto twice = [](auto f) { return [=](auto x) { auto y = f(x); y = f(y); return y; }; };

bool drain(std::queue<int> &q) { int x; while (!q.empty()) { x = q.front(); q.pop(); total = total + x; x = total; } try { check(R"(raw "text")"); } catch (const std::exception &e) { return false; } return true; }
