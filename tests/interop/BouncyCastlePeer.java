import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.dvcs.CertEtcToken;
import org.bouncycastle.asn1.dvcs.DVCSCertInfo;
import org.bouncycastle.asn1.dvcs.DVCSCertInfoBuilder;
import org.bouncycastle.asn1.dvcs.DVCSErrorNotice;
import org.bouncycastle.asn1.dvcs.DVCSRequest;
import org.bouncycastle.asn1.dvcs.DVCSRequestInformation;
import org.bouncycastle.asn1.dvcs.DVCSResponse;
import org.bouncycastle.asn1.dvcs.DVCSTime;
import org.bouncycastle.asn1.dvcs.Data;
import org.bouncycastle.asn1.dvcs.TargetEtcChain;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.dvcs.CCPDRequestBuilder;
import org.bouncycastle.dvcs.CPDRequestBuilder;
import org.bouncycastle.dvcs.DVCSRequestBuilder;
import org.bouncycastle.dvcs.MessageImprintBuilder;
import org.bouncycastle.dvcs.VPKCRequestBuilder;
import org.bouncycastle.dvcs.VSDRequestBuilder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.util.encoders.Hex;

/**
 * The other side of the wire: a DVCS peer on Bouncy Castle.
 *
 * <p>make FOLDER: writes requests and responses from cert.der and document.p7s.
 * read FILE...: prints what it reads, one "key=value" a line; a file whose name
 * begins with "request" is a DVCSRequest, any other a DVCSResponse.
 * exchange URL FOLDER: asks a server; see BouncyCastleClient.
 * serve KEY CERTIFICATE: is a server; see BouncyCastleServer.
 */
public final class BouncyCastlePeer {
  private static final Date TIME = new Date(1700000000L * 1000);

  public static void main(String[] arguments) throws Exception {
    if (arguments.length >= 2 && arguments[0].equals("make")) {
      make(Path.of(arguments[1]));
    } else if (arguments.length == 3 && arguments[0].equals("exchange")) {
      new BouncyCastleClient(arguments[1], Path.of(arguments[2])).run();
    } else if (arguments.length == 3 && arguments[0].equals("serve")) {
      new BouncyCastleServer(Path.of(arguments[1]), Path.of(arguments[2])).run();
    } else if (arguments.length >= 2 && arguments[0].equals("read")) {
      for (int i = 1; i < arguments.length; ++i) {
        read(Path.of(arguments[i]));
      }
    } else {
      System.exit(2);
    }
  }

  private static void fill(DVCSRequestBuilder builder) {
    builder.setNonce(new BigInteger("1234567890123456789"));
    builder.setRequester(uri("https://requester.example/"));
    builder.setDVCS(uri("https://dvcs.example/"));
    builder.setDataLocations(uri("https://data.example/"));
  }

  private static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  private static void write(Path folder, String name, org.bouncycastle.asn1.ASN1Encodable value)
      throws Exception {
    Files.write(folder.resolve(name), value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
  }

  private static void make(Path folder) throws Exception {
    X509CertificateHolder certificate =
        new X509CertificateHolder(Files.readAllBytes(folder.resolve("cert.der")));
    byte[] document = Files.readAllBytes(folder.resolve("document.p7s"));

    VSDRequestBuilder vsd = new VSDRequestBuilder();
    fill(vsd);
    vsd.setRequestTime(TIME);
    write(folder, "bc_vsd.der", vsd.build(new CMSSignedData(document)).getContent());

    CPDRequestBuilder cpd = new CPDRequestBuilder();
    fill(cpd);
    write(folder, "bc_cpd.der", cpd.build(document).getContent());

    CCPDRequestBuilder ccpd = new CCPDRequestBuilder();
    fill(ccpd);
    MessageImprintBuilder imprint =
        new MessageImprintBuilder(
            new BcDigestCalculatorProvider()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)));
    write(folder, "bc_ccpd.der", ccpd.build(imprint.build(document)).getContent());

    VPKCRequestBuilder cpkc = new VPKCRequestBuilder();
    fill(cpkc);
    cpkc.setRequestTime(TIME);
    cpkc.addTargetChain(certificate);
    cpkc.addTargetChain(certificate);
    write(folder, "bc_cpkc.der", cpkc.build().getContent());

    respond(folder, certificate);
  }

  // An answer with every kind of token that Bouncy Castle tags in its own way.
  private static void respond(Path folder, X509CertificateHolder certificate) throws Exception {
    DVCSRequest request =
        DVCSRequest.getInstance(Files.readAllBytes(folder.resolve("bc_vsd.der")));
    DVCSCertInfoBuilder info =
        new DVCSCertInfoBuilder(
            request.getRequestInformation(),
            new org.bouncycastle.asn1.x509.DigestInfo(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256), new byte[32]),
            new ASN1Integer(4711),
            new DVCSTime(new ASN1GeneralizedTime(TIME)));
    info.setDvStatus(new PKIStatusInfo(PKIStatus.granted, new PKIFreeText("fine")));
    info.setPolicy(new PolicyInformation(new ASN1ObjectIdentifier("1.2.398.1")));
    ContentInfo assertion =
        new ContentInfo(
            new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"),
            new org.bouncycastle.asn1.DEROctetString(new byte[] {1, 2, 3}));
    info.setCerts(
        new TargetEtcChain[] {
          new TargetEtcChain(
              new CertEtcToken(CertEtcToken.TAG_CERTIFICATE, certificate.toASN1Structure()),
              new CertEtcToken[] {
                new CertEtcToken(
                    CertEtcToken.TAG_PKISTATUS, new PKIStatusInfo(PKIStatus.granted)),
                new CertEtcToken(CertEtcToken.TAG_ESSCERTID, new ESSCertID(new byte[20])),
                new CertEtcToken(CertEtcToken.TAG_ASSERTION, assertion)
              })
        });
    write(folder, "bc_answer.der", new DVCSResponse(info.build()));
    write(
        folder,
        "bc_error.der",
        new DVCSResponse(
            new DVCSErrorNotice(
                new PKIStatusInfo(
                    PKIStatus.rejection,
                    new PKIFreeText("bad"),
                    new org.bouncycastle.asn1.cmp.PKIFailureInfo(
                        org.bouncycastle.asn1.cmp.PKIFailureInfo.badDataFormat)),
                uri("urn:t:1"))));
  }

  private static void print(String key, Object value) {
    System.out.println(key + "=" + value);
  }

  private static void read(Path file) throws Exception {
    byte[] der = Files.readAllBytes(file);
    if (file.getFileName().toString().startsWith("request")) {
      readRequest(DVCSRequest.getInstance(ASN1Primitive.fromByteArray(der)));
    } else {
      readResponse(ASN1Primitive.fromByteArray(der));
    }
  }

  private static void readInformation(DVCSRequestInformation information) {
    print("service", information.getService().getValue());
    print("nonce", information.getNonce());
    print("requester", information.getRequester() == null
        ? "" : information.getRequester().getNames()[0].getName());
    print("dvcs", information.getDVCS() == null
        ? "" : information.getDVCS().getNames()[0].getName());
    print("policy", information.getRequestPolicy() == null
        ? "" : information.getRequestPolicy().getPolicyIdentifier());
  }

  private static void readRequest(DVCSRequest request) throws Exception {
    readInformation(request.getRequestInformation());
    Data data = request.getData();
    if (data.getMessage() != null) {
      print("message", Hex.toHexString(data.getMessage().getOctets()));
    } else if (data.getMessageImprint() != null) {
      print("imprint", Hex.toHexString(data.getMessageImprint().getDigest()));
    } else {
      print("certs", data.getCerts().length);
    }
    print("transaction", request.getTransactionIdentifier() == null
        ? "" : request.getTransactionIdentifier().getName());
  }

  private static void readResponse(ASN1Primitive value) throws Exception {
    if (value instanceof ASN1TaggedObject) {
      DVCSErrorNotice notice = DVCSErrorNotice.getInstance((ASN1TaggedObject) value, false);
      print("error", notice.getTransactionStatus().getStatus());
      print("failinfo", notice.getTransactionStatus().getFailInfo().getString());
      return;
    }
    DVCSCertInfo info = DVCSCertInfo.getInstance(value);
    readInformation(info.getDvReqInfo());
    print("serial", info.getSerialNumber().getValue());
    print("imprint", Hex.toHexString(info.getMessageImprint().getDigest()));
    print("time", info.getResponseTime().getGenTime().getDate().getTime() / 1000);
    print("status", info.getDvStatus().getStatus());
    TargetEtcChain[] targets = info.getCerts();
    print("targets", targets == null ? 0 : targets.length);
    if (targets != null) {
      print("target", tag(targets[0].getTarget()));
      StringBuilder chain = new StringBuilder();
      for (CertEtcToken token : targets[0].getChain()) {
        chain.append(tag(token)).append(' ');
      }
      print("chain", chain.toString().trim());
    }
  }

  private static String tag(CertEtcToken token) throws Exception {
    String tag = token.getExtension() != null ? "extension" : String.valueOf(token.getTagNo());
    return tag + ":" + token.getValue().toASN1Primitive().getEncoded(ASN1Encoding.DER).length;
  }
}
