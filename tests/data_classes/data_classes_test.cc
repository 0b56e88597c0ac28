// Every field of the messages that a request, a receipt, the registry and the
// stores are made of has a data class in data_classes.txt, and the classes are
// kept: no document in a store, nothing but public facts for anybody.

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "kepil/storage/v1/application.pb.h"
#include "kepil/storage/v1/evidence.pb.h"
#include "kepil/storage/v1/peer_work.pb.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/application.pb.h"
#include "kepil/v1/authority_package.pb.h"
#include "kepil/v1/digital_use.pb.h"
#include "kepil/v1/peer_exchange.pb.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"

namespace kepil {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Classes = std::map<std::string, std::string>;  // By the field's name.

Classes ReadClasses() {
  std::ifstream in("tests/data_classes/data_classes.txt");
  EXPECT_TRUE(in.is_open());
  Classes classes;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    EXPECT_EQ(words.size(), 2u) << line;
    EXPECT_TRUE(classes.emplace(words.front(), words.back()).second)
        << line << ": twice";
  }
  return classes;
}

// Messages of ours; those of protobuf are values.
bool IsOurs(const FieldDescriptor& field) {
  return field.message_type() != nullptr && !field.is_map() &&
         absl::StartsWith(field.message_type()->full_name(), "kepil.");
}

// Fields that are values, of `message` and of all messages in it.
void AddFields(const Descriptor& message, std::set<std::string>& seen,
               std::set<std::string>& fields) {
  if (!seen.insert(message.full_name()).second) {
    return;
  }
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (IsOurs(field)) {
      AddFields(*field.message_type(), seen, fields);
    } else {
      fields.insert(field.full_name());
    }
  }
}

std::set<std::string> FieldsOf(const std::vector<const Descriptor*>& messages) {
  std::set<std::string> seen, fields;
  for (const Descriptor* message : messages) {
    AddFields(*message, seen, fields);
  }
  return fields;
}

std::vector<const Descriptor*> MessagesOf(
    const std::vector<const FileDescriptor*>& files) {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      messages.push_back(file->message_type(i));
    }
  }
  return messages;
}

std::vector<const FileDescriptor*> StoredFiles() {
  return {storage::v1::StoredApplication::descriptor()->file(),
          storage::v1::EvidenceStanding::descriptor()->file(),
          storage::v1::PeerWork::descriptor()->file(),
          v1::DigitalUseEvent::descriptor()->file(),
          storage::v1::RegistryImage::descriptor()->file()};
}

std::set<std::string> AllFields() {
  std::vector<const FileDescriptor*> files = StoredFiles();
  for (const Descriptor* one :
       {v1::ReceiptBody::descriptor(), v1::ValidateRequest::descriptor(),
        v1::Authority::descriptor(), v1::Application::descriptor(),
        v1::PeerExchange::descriptor(), v1::AuthorityPackage::descriptor()}) {
    files.push_back(one->file());
  }
  return FieldsOf(MessagesOf(files));
}

std::vector<std::string> OfClass(const std::set<std::string>& fields,
                                 const std::string& name) {
  const Classes classes = ReadClasses();
  std::vector<std::string> found;
  for (const std::string& field : fields) {
    const auto known = classes.find(field);
    if (known != classes.end() && known->second == name) {
      found.push_back(field);
    }
  }
  return found;
}

// Law: PDP-01.
TEST(DataClassesTest, EveryFieldHasAClass) {
  const std::set<std::string> names = {"PUBLIC", "OFFICIAL", "PERSONAL",
                                       "CONTENT"};
  const std::set<std::string> fields = AllFields();
  EXPECT_GT(fields.size(), 300u);
  const Classes classes = ReadClasses();
  for (const std::string& field : fields) {
    EXPECT_EQ(classes.count(field), 1u) << field << " has no data class";
  }
  for (const auto& [field, name] : classes) {
    EXPECT_EQ(fields.count(field), 1u) << field << " is no field";
    EXPECT_EQ(names.count(name), 1u) << field << ": " << name;
  }
}

// A document stands in no record and no receipt; a request that waits for
// another trusted third party is not a record yet.
// Law: PDP-01.
TEST(DataClassesTest, DocumentsAreNotKept) {
  std::vector<const Descriptor*> kept;
  for (const Descriptor* message : MessagesOf(StoredFiles())) {
    if (message != storage::v1::PeerWork::descriptor()) {
      kept.push_back(message);
    }
  }
  kept.insert(
      kept.end(),
      {v1::ReceiptBody::descriptor(), v1::EvidenceBundle::descriptor(),
       v1::EvidenceManifest::descriptor(), v1::SnapshotSource::descriptor()});
  EXPECT_THAT(OfClass(FieldsOf(kept), "CONTENT"), IsEmpty());
  EXPECT_THAT(OfClass(FieldsOf({v1::ValidateRequest::descriptor()}), "CONTENT"),
              ElementsAre("kepil.v1.ValidateRequest.content"));
}

// Law: PDP-01.
TEST(DataClassesTest, AnybodyIsToldPublicFactsAlone) {
  const std::set<std::string> told =
      FieldsOf({v1::GetServiceInfoResponse::descriptor()});
  EXPECT_EQ(OfClass(told, "PUBLIC").size(), told.size());
  // What a leaf of the public log of receipts is made of is a salted hash.
  EXPECT_THAT(
      OfClass(FieldsOf({storage::v1::ActLeaf::descriptor()}), "PERSONAL"),
      IsEmpty());
}

// Law: PDP-01.
TEST(DataClassesTest, WhatLeadsToAPersonIsPersonal) {
  const Classes classes = ReadClasses();
  for (const std::string field :
       {"ReceiptBody.caller", "ReceiptBody.salt",
        "ReceiptBody.signature_sha256", "ContentDigest.value",
        "SignatureReport.signing_certificate_sha256",
        "ValidateRequest.signature", "EvidenceBundle.objects",
        "PrincipalRecord.signing_certificate"}) {
    EXPECT_EQ(classes.at(absl::StrCat("kepil.v1.", field)), "PERSONAL")
        << field;
  }
}

}  // namespace
}  // namespace kepil
