#include "services/kepilctl/dispatch.h"

#include <sstream>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using testing::HasSubstr;

class DispatchTest : public testing::Test {
 protected:
  ExitCode Run(std::vector<std::string> words) {
    const std::vector<Command> commands = {
        {"ca", "", "short", {}, Answer("ca")},
        {"ca show", "ID", "shows", {{"at", "TIME", "when"}}, Answer("ca show")},
        {"fail",
         "",
         "fails",
         {},
         [](const CommandContext&) -> absl::StatusOr<ExitCode> {
           return MalformedError("so");
         }}};
    Console console{out_, err_};
    return Dispatch(words, commands, {{"KEPIL_SERVER", "s:1"}}, console);
  }

  std::function<absl::StatusOr<ExitCode>(const CommandContext&)> Answer(
      std::string name) {
    return [name](const CommandContext& context) -> absl::StatusOr<ExitCode> {
      context.console.out << name << ":" << context.arguments.operands().size()
                          << ":" << context.settings.server;
      return ExitCode::kNo;
    };
  }

  std::ostringstream out_, err_;
};

TEST_F(DispatchTest, LongestNameWins) {
  EXPECT_EQ(Run({"ca", "show", "x", "--json"}), ExitCode::kNo);
  EXPECT_EQ(out_.str(), "ca show:1:s:1");
}

TEST_F(DispatchTest, ErrorsAreNoAnswerAndGoToErr) {
  EXPECT_EQ(Run({"fail"}), ExitCode::kNoAnswer);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "kepilctl: REQUEST_MALFORMED: so\n");
}

TEST_F(DispatchTest, UnknownOptionIsNoAnswerAndRunsNothing) {
  EXPECT_EQ(Run({"ca", "show", "--att", "x"}), ExitCode::kNoAnswer);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("unknown option --att"));
}

TEST_F(DispatchTest, HelpIsAnAnswerWhenAskedFor) {
  EXPECT_EQ(Run({"ca", "show", "--help"}), ExitCode::kYes);
  EXPECT_THAT(out_.str(), HasSubstr("--at TIME"));
  EXPECT_THAT(out_.str(), HasSubstr("--server HOST:PORT"));
  EXPECT_EQ(Run({"--help"}), ExitCode::kYes);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(DispatchTest, UnknownCommandIsNoAnswer) {
  EXPECT_EQ(Run({"cs", "show"}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({}), ExitCode::kNoAnswer);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("no such command: cs show"));
}

}  // namespace
}  // namespace kepil
