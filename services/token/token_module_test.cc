#include "services/token/token_module.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/soft_token.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(TokenModuleTest, WhatIsNoModuleIsRefused) {
  for (const char* path :
       {"/nowhere/libtoken.so", "/proc/self/exe", "libm.so.6"}) {
    EXPECT_THAT(TokenModule::Load(path),
                HasReason(v1::ERROR_REASON_CONFIG_INVALID))
        << path;
  }
}

TEST(TokenModuleTest, OneLibraryIsLoadedOnce) {
  if (!SoftToken::IsInstalled()) {
    GTEST_SKIP() << "NOT TESTED: SoftHSM is not installed (Debian: softhsm2)";
  }
  const SoftToken token(testing::TempDir() + "/module");
  TokenModules modules;
  const auto first = modules.Get(SoftToken::kModule);
  ASSERT_THAT(first, IsOk());
  const auto second = modules.Get(SoftToken::kModule);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(*first, *second);
  CK_INFO info;
  EXPECT_EQ((*first)->functions().C_GetInfo(&info), CKR_OK);
  // Started by somebody else: it is his to end.
  const auto another = TokenModule::Load(SoftToken::kModule);
  ASSERT_THAT(another, IsOk());
}

}  // namespace
}  // namespace kepil
